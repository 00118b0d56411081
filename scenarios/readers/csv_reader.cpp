#include "scenarios/readers/csv_reader.h"

#include <fstream>
#include <iterator>
#include <string_view>

#include "scenarios/readers/source_faults.h"
#include "scenarios/readers/text_encoding.h"

namespace quarterhour {

namespace {

struct Record {
  int line = 1;
  std::vector<std::string> cells;
  [[nodiscard]] bool blank() const { return cells.size() == 1 && cells.front().empty(); }
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Without a copy: a damaged file can hold a cell of megabytes with a quote in every other byte.
bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r") == std::string::npos; }

/// Splits text into records. `unclosed_line` is set to the line of a quote that is never closed.
class RecordSplitter {
 public:
  RecordSplitter(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool next(Record& record) {
    if (at_ >= text_.size()) return false;
    record.line = line_;
    record.cells.clear();
    std::string cell;
    bool was_quoted = false;
    const auto finish_cell = [&] {
      record.cells.push_back(was_quoted ? cell : trimmed(cell));
      cell.clear();
      was_quoted = false;
    };
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' && !was_quoted && is_blank(cell)) {
        cell.clear();
        was_quoted = true;
        read_quoted(cell);
      } else if (c == separator_) {
        ++at_;
        finish_cell();
      } else if (c == '\n' || c == '\r') {
        ++at_;
        if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
        ++line_;
        break;
      } else {
        if (!was_quoted || (c != ' ' && c != '\t')) cell += c;
        ++at_;
      }
    }
    finish_cell();
    return true;
  }

  int unclosed_line = 0;

 private:
  void read_quoted(std::string& cell) {
    const int opened = line_;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') {
        if (at_ >= text_.size() || text_[at_] != '"') return;
        ++at_;
      }
      if (c == '\n') ++line_;
      cell += c;
    }
    unclosed_line = opened;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
};

char separator_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  char best = ',';
  std::size_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    std::size_t count = 0;
    bool quoted = false;
    for (const char c : header) {
      if (c == '"') quoted = !quoted;
      if (c == candidate && !quoted) ++count;
    }
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

std::string bytes_of(const SourceSpec& source) {
  require_file_or_folder(source);
  std::error_code error;
  if (!std::filesystem::is_regular_file(source.path, error)) {
    throw InputError(source_fault(source, "there is no such file",
                                  "Paths are relative to the scenario's folder or --data"));
  }
  std::ifstream stream(source.path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.good() && !stream.eof())
    throw InputError(source_fault(source, "it cannot be read", "Check its permissions"));
  return bytes;
}

std::string decoded(const SourceSpec& source, Table& table) {
  const auto text = decode_text(bytes_of(source), source.encoding);
  if (!text) {
    const std::string tried = source.encoding.empty() ? "UTF-8 nor GB18030" : source.encoding;
    throw InputError(source_fault(
        source, source.encoding.empty() ? "its text is neither " + tried : "its text is not " + tried,
        "Give the encoding: { file = \"" + source.written + "\", encoding = \"…\" }"));
  }
  if (text->guessed) {
    table.notes.push_back(table.file + " is not valid UTF-8 and was read as " + text->encoding +
                          "; give `encoding` to say so yourself.");
  }
  if (text->text.find('\0') != std::string::npos) {
    throw InputError(source_fault(source, "it is no text table, it holds zero bytes", "Export it as CSV"));
  }
  return text->text;
}

}  // namespace

Table read_text_table(const SourceSpec& source) {
  Table table;
  table.file = shown_name(source);
  table.files.push_back(source.path);
  const std::string text = decoded(source, table);
  RecordSplitter splitter(text, separator_of(text));
  Record record;
  bool has_header = false;
  while (!has_header && splitter.next(record)) has_header = !record.blank();
  if (!has_header)
    throw InputError(source_fault(source, "the table is empty", "Its first line must name the columns"));
  table.columns = record.cells;

  std::vector<InputFault> faults;
  while (splitter.next(record)) {
    if (record.blank()) continue;
    while (record.cells.size() > table.columns.size() && record.cells.back().empty()) record.cells.pop_back();
    if (record.cells.size() != table.columns.size()) {
      faults.push_back({table.file, record.line, "", "",
                        "the line has " + std::to_string(record.cells.size()) +
                            " cells where the header names " + std::to_string(table.columns.size()) +
                            " columns",
                        "Put quotes round text that holds the separator, and leave no cell out"});
      if (faults.size() == 20) break;
      continue;
    }
    table.rows.push_back({record.line, 0, record.cells, {}});
  }
  if (splitter.unclosed_line > 0) {
    faults = {{table.file, splitter.unclosed_line, "", "", "a quote is opened and never closed",
               "Close it, or write it twice where it belongs to the text"}};
  }
  if (!faults.empty()) throw InputError(faults);
  return table;
}

}  // namespace quarterhour
