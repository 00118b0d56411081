#include "output/info.h"

#include <set>

#include "output/file_reader.h"
#include "output/number_text.h"

namespace quarterhour {
namespace {

std::string head_of(const FileReader& file) {
  std::string text = name_of(file.format()) + " " + file.text("/@format_version") + ", written by " +
                     file.text("/@created_by") + " " + file.text("/@software_version");
  if (const std::string at = file.text("/@written_at"); !at.empty()) text += " at " + at;
  text += "\n";
  for (const char* name : {"title", "title_zh", "standard", "before", "after", "tile", "question"}) {
    if (const std::string value = file.text(std::string("/@") + name); !value.empty()) {
      text += std::string(name) + ": " + value + "\n";
    }
  }
  if (const std::optional<Grid> grid = file.grid()) {
    text += "grid: " + std::to_string(grid->rows()) + " rows × " + std::to_string(grid->cols()) +
            " columns of " + shortest_text(grid->cell_width_m()) + " × " +
            shortest_text(grid->cell_height_m()) + " m, " + file.text("/ground@crs_name") +
            ", north-western corner at " + shortest_text(grid->west_m()) + ", " +
            shortest_text(grid->north_m()) + "\n";
  } else {
    text += "no grid: a study of given times\n";
  }
  return text;
}

std::string unit_and_meaning(const DatasetSpec& spec, const std::string& type) {
  std::string text = type + (spec.unit.empty() ? "" : ", " + spec.unit) + " — " + spec.meaning;
  if (!spec.values.empty()) text += " (" + spec.values + ")";
  return text + "\n";
}

/// Of a dataset with one dimension.
unsigned long long length_of(const FileReader& file, const std::string& dataset) {
  const std::vector<unsigned long long> shape = file.shape_of(dataset);
  if (shape.size() != 1) file.fail("it is not a column", dataset);
  return shape.front();
}

}  // namespace

std::string describe_file(const std::filesystem::path& path) {
  const FileReader file(path, {FileFormat::result, FileFormat::city, FileFormat::difference,
                               FileFormat::sweep, FileFormat::times});
  std::string rasters;
  std::string tables;
  std::string layers;
  std::string others;
  std::set<std::string> seen;
  for (const std::string& dataset : file.datasets()) {
    const DatasetSpec* spec = schema().find(file.format(), dataset);
    const std::string group = dataset.substr(0, dataset.rfind('/'));
    if (spec == nullptr) {
      others += "  " + dataset + "\n";
    } else if (spec->is_raster()) {
      rasters += "  " + dataset + ": " + unit_and_meaning(*spec, file.type_of(dataset));
    } else if (spec->is_column()) {
      const auto rows = std::to_string(length_of(file, dataset));
      if (seen.insert(group).second)
        tables += "  " + group + ": " + rows + (rows == "1" ? " row\n" : " rows\n");
      tables +=
          "    " + dataset.substr(group.size() + 1) + ": " + unit_and_meaning(*spec, file.type_of(dataset));
    } else if (spec->shape == "part+1") {
      const unsigned long long offsets = length_of(file, dataset);
      layers += "  " + group + ": " + std::to_string(offsets == 0 ? 0 : offsets - 1) + " lines or rings\n";
    }
  }
  std::string text = head_of(file);
  if (!rasters.empty()) text += "rasters (rows from north to south, columns from west to east):\n" + rasters;
  if (!tables.empty()) text += "tables (one dataset for each column):\n" + tables;
  if (!layers.empty()) text += "lines for drawing (metres):\n" + layers;
  if (!others.empty()) text += "not known to this version:\n" + others;
  return text;
}

}  // namespace quarterhour
