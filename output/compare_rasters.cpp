#include "output/compare_rasters.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quarterhour {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double no_coverage = 255.0;

std::string group_of(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string name_of_dataset(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// The raster with NaN for no data; empty where it is absent.
Raster<double> with_gaps(const FileReader& file, const std::string& path) {
  Raster<double> raster = file.raster<double>(path);
  const DatasetSpec* spec = schema().find(file.format(), path);
  if (spec == nullptr || spec->fill.empty() || spec->fill == "nan") return raster;
  const double fill = std::stod(spec->fill);
  for (double& value : raster.values()) {
    if (value == fill) value = none;
  }
  return raster;
}

/// The ids that a raster of positions points at; nothing for other rasters.
std::optional<std::vector<std::string>> ids_of(const FileReader& file, const std::string& path) {
  const std::string name = name_of_dataset(path);
  const bool sites = name == "nearest_site" || name == "serving_site";
  if (!sites && name != "unit_of_cell") return std::nullopt;
  const FileTable table = file.table(sites ? std::string("/sites") : group_of(path) + "/list");
  const Column* column = table.find("id");
  if (column == nullptr) return std::vector<std::string>{};
  if (const auto* ids = std::get_if<std::vector<std::string>>(&column->values)) return *ids;
  return std::vector<std::string>{};
}

/// Cells of an access layer that hold data although minutes or metres may be unreached there.
Raster<double> ground_of(const FileReader& file, const std::string& path) {
  const std::string name = name_of_dataset(path);
  if (path.rfind("/access/", 0) != 0 || (name != "minutes" && name != "metres" && name != "seconds"))
    return {};
  return file.raster<double>(group_of(path) + "/covered");
}

bool unreached_ground(const Raster<double>& covered, const Raster<double>& value, std::size_t cell) {
  return !covered.empty() && covered[cell] != no_coverage && std::isnan(value[cell]);
}

}  // namespace

RasterDifference compare_raster(const FileReader& before, const FileReader& after, const std::string& path) {
  RasterDifference result;
  result.counts.layer = path;
  if (const DatasetSpec* spec = schema().find(after.format(), path)) result.counts.unit = spec->unit;
  const Raster<double> first = with_gaps(before, path);
  const Raster<double> second = with_gaps(after, path);
  const auto ids_before = ids_of(before, path);
  const auto ids_after = ids_of(after, path);
  const bool by_id = ids_before.has_value() && ids_after.has_value();
  const Raster<double> ground_before = ground_of(before, path);
  const Raster<double> ground_after = ground_of(after, path);
  const std::size_t cells = std::max(first.size(), second.size());
  if (!first.empty() && !second.empty() && !by_id)
    result.difference = Raster<double>(first.rows(), first.cols(), none);

  const auto id_at = [](const std::vector<std::string>& ids, double position) {
    const auto k = static_cast<std::size_t>(position);
    return k < ids.size() ? ids[k] : std::to_string(k);
  };
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const bool has_first = !first.empty() && !std::isnan(first[cell]);
    const bool has_second = !second.empty() && !std::isnan(second[cell]);
    if (has_first != has_second) ++(has_first ? result.counts.only_before : result.counts.only_after);
    if (!has_first && !has_second && !result.difference.empty() &&
        unreached_ground(ground_before, first, cell) && unreached_ground(ground_after, second, cell)) {
      result.difference[cell] = 0.0;
    }
    if (!has_first || !has_second) continue;
    ++result.counts.compared;
    if (by_id) {
      result.counts.differ += id_at(*ids_before, first[cell]) != id_at(*ids_after, second[cell]) ? 1 : 0;
      continue;
    }
    const double difference = second[cell] - first[cell];
    result.difference[cell] = difference;
    if (difference == 0.0) continue;
    ++result.counts.differ;
    result.counts.sum += difference;
    result.counts.largest = std::max(result.counts.largest, std::abs(difference));
  }
  return result;
}

Raster<double> change_of_reach(const FileReader& before, const FileReader& after,
                               const std::string& minutes_path) {
  const Raster<double> first = with_gaps(before, minutes_path);
  const Raster<double> second = with_gaps(after, minutes_path);
  const Raster<double> ground_before = ground_of(before, minutes_path);
  const Raster<double> ground_after = ground_of(after, minutes_path);
  if (first.empty() || second.empty() || ground_before.empty() || ground_after.empty()) return {};
  Raster<double> change(first.rows(), first.cols(), none);
  for (std::size_t cell = 0; cell < change.size(); ++cell) {
    if (ground_before[cell] == no_coverage || ground_after[cell] == no_coverage) continue;
    change[cell] = (std::isnan(second[cell]) ? 0.0 : 1.0) - (std::isnan(first[cell]) ? 0.0 : 1.0);
  }
  return change;
}

}  // namespace quarterhour
