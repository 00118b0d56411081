#include "scenarios/building/rings.h"

#include <map>
#include <optional>

namespace quarterhour {

namespace {

using Line = std::vector<std::uint32_t>;

class RingJoiner {
 public:
  explicit RingJoiner(const std::vector<Line>& lines) : lines_(lines), used_(lines.size(), 0) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].size() < 2) {
        used_[i] = 1;
        ++joined_.open_lines;
      } else {
        at_end_[lines[i].front()].push_back(i);
        at_end_[lines[i].back()].push_back(i);
      }
    }
  }

  JoinedRings join() {
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (used_[i] == 0) begin_with(i);
    return std::move(joined_);
  }

 private:
  void begin_with(std::size_t first) {
    used_[first] = 1;
    Line ring = lines_[first];
    std::size_t parts = 1;
    while (ring.front() != ring.back()) {
      const auto next = unused_at(ring.back());
      if (!next) {
        joined_.open_lines += parts;
        return;
      }
      used_[*next] = 1;
      ++parts;
      const Line& line = lines_[*next];
      if (line.front() == ring.back())
        ring.insert(ring.end(), line.begin() + 1, line.end());
      else
        ring.insert(ring.end(), line.rbegin() + 1, line.rend());
    }
    joined_.rings.push_back(std::move(ring));
  }

  [[nodiscard]] std::optional<std::size_t> unused_at(std::uint32_t vertex) const {
    for (const std::size_t line : at_end_.at(vertex))
      if (used_[line] == 0) return line;
    return std::nullopt;
  }

  const std::vector<Line>& lines_;
  std::vector<char> used_;
  std::map<std::uint32_t, std::vector<std::size_t>> at_end_;
  JoinedRings joined_;
};

}  // namespace

JoinedRings joined_rings(const std::vector<std::vector<std::uint32_t>>& lines) {
  return RingJoiner(lines).join();
}

}  // namespace quarterhour
