#include "output/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include "output/compare_rasters.h"
#include "output/compare_tables.h"
#include "output/file_reader.h"
#include "output/file_writer.h"
#include "output/number_text.h"

namespace quarterhour {
namespace {

void require_same_place(const FileReader& before, const FileReader& after) {
  if (before.format() != after.format()) {
    after.fail("it is a " + name_of(after.format()) + " and cannot be compared with a " +
               name_of(before.format()));
  }
  const std::optional<Grid> first = before.grid();
  const std::optional<Grid> second = after.grid();
  if (first.has_value() != second.has_value()) {
    after.fail("one of the two results has a grid and the other has none: they cannot be compared");
  }
  if (!first) return;
  if (!(*first == *second)) {
    after.fail("its grid is not that of '" + before.path().string() + "' (" + std::to_string(second->rows()) +
               " × " + std::to_string(second->cols()) + " cells of " + shortest_text(second->cell_width_m()) +
               " m against " + std::to_string(first->rows()) + " × " + std::to_string(first->cols()) +
               " of " + shortest_text(first->cell_width_m()) +
               " m, or another corner): results are compared cell by cell on the same grid only");
  }
  if (before.text("/ground@crs_wkt") != after.text("/ground@crs_wkt")) {
    after.fail("its coordinate system is " + after.text("/ground@crs_name") + " and that of '" +
               before.path().string() + "' is " + before.text("/ground@crs_name"));
  }
}

/// Datasets of both files, in the order of the first, that hold for `wanted`.
template <class Wanted>
std::vector<std::string> in_either(const FileReader& before, const FileReader& after, Wanted wanted) {
  std::vector<std::string> paths;
  for (const FileReader* file : {&before, &after}) {
    for (const std::string& path : file->datasets()) {
      const DatasetSpec* spec = schema().find(file->format(), path);
      if (spec != nullptr && wanted(*spec) && std::find(paths.begin(), paths.end(), path) == paths.end()) {
        paths.push_back(path);
      }
    }
  }
  return paths;
}

bool circumstance(const std::string& attribute) {
  return attribute == "/@written_at" || attribute == "/@host" || attribute == "/@seconds_taken";
}

void compare_attributes(const FileReader& before, const FileReader& after, Comparison& comparison) {
  LayerDifference counts;
  counts.layer = "/";
  for (const DatasetSpec& spec : schema().specs()) {
    if (!spec.holds(before.format()) || spec.path.rfind("/@", 0) != 0 || circumstance(spec.path)) continue;
    const auto text_in = [&](const FileReader& file) {
      return spec.types.front() == "text" ? file.text(spec.path) : shortest_text(file.number(spec.path));
    };
    ++counts.compared;
    const std::string first = text_in(before);
    const std::string second = text_in(after);
    if (first == second) continue;
    ++counts.differ;
    comparison.changes.push_back({"/", spec.path.substr(2), "value", first, second, std::nullopt});
  }
  comparison.layers.push_back(counts);
}

/// Numbers that stand neither in tables nor in rasters: lines for drawing.
LayerDifference compare_numbers(const FileReader& before, const FileReader& after, const std::string& path) {
  LayerDifference counts;
  counts.layer = path;
  const std::vector<double> first = before.contains(path) ? before.values(path) : std::vector<double>();
  const std::vector<double> second = after.contains(path) ? after.values(path) : std::vector<double>();
  const std::size_t both = std::min(first.size(), second.size());
  counts.compared = static_cast<std::int64_t>(both);
  for (std::size_t k = 0; k < both; ++k) counts.differ += first[k] != second[k] ? 1 : 0;
  counts.only_before = static_cast<std::int64_t>(first.size() - both);
  counts.only_after = static_cast<std::int64_t>(second.size() - both);
  return counts;
}

template <class T>
void write_difference(FileWriter& file, const std::string& path, const Raster<double>& difference,
                      T no_data) {
  file.raster<T>(path, [&difference, no_data](int row, int first_col, std::span<T> out) {
    const double* values = difference.row(row) + first_col;
    for (std::size_t col = 0; col < out.size(); ++col) {
      out[col] = std::isnan(values[col]) ? no_data : static_cast<T>(values[col]);
    }
  });
}

void write_difference_raster(FileWriter& file, const std::string& path, const Raster<double>& difference) {
  const DatasetSpec* spec = schema().find(FileFormat::difference, path);
  if (spec == nullptr || difference.empty()) return;
  const std::string& type = spec->types.front();
  if (type == "float32") write_difference(file, path, difference, std::numeric_limits<float>::quiet_NaN());
  if (type == "float64") write_difference(file, path, difference, std::numeric_limits<double>::quiet_NaN());
  if (type == "int8") write_difference(file, path, difference, std::int8_t{-128});
  if (type == "int32") write_difference(file, path, difference, std::numeric_limits<std::int32_t>::min());
}

void write_difference_tables(FileWriter& file, const Comparison& comparison) {
  using L = LayerDifference;
  const std::vector<L>& layers = comparison.layers;
  file.table({"/summary",
              {column("layer", layers, [](const L& row) { return row.layer; }),
               column("compared", layers, [](const L& row) { return row.compared; }),
               column("differ", layers, [](const L& row) { return row.differ; }),
               column("only_before", layers, [](const L& row) { return row.only_before; }),
               column("only_after", layers, [](const L& row) { return row.only_after; }),
               column("largest", layers, [](const L& row) { return row.largest; }),
               column("sum", layers, [](const L& row) { return row.sum; })}});
  using C = TableChange;
  const std::vector<C>& changes = comparison.changes;
  file.table({"/changes",
              {column("table", changes, [](const C& row) { return row.table; }),
               column("key", changes, [](const C& row) { return row.key; }),
               column("column", changes, [](const C& row) { return row.column; }),
               column("before", changes, [](const C& row) { return row.before; }),
               column("after", changes, [](const C& row) { return row.after; }),
               column("difference", changes, [](const C& row) {
                 return row.difference.value_or(std::numeric_limits<double>::quiet_NaN());
               })}});
}

}  // namespace

Comparison compare_files(const std::filesystem::path& before_path, const std::filesystem::path& after_path,
                         const std::optional<std::filesystem::path>& difference_file) {
  const std::vector<FileFormat> comparable{FileFormat::result, FileFormat::city, FileFormat::times};
  const FileReader before(before_path, comparable);
  const FileReader after(after_path, comparable);
  require_same_place(before, after);
  std::optional<FileWriter> file;
  if (difference_file) {
    file.emplace(*difference_file, FileFormat::difference);
    file->attribute("/@before", before_path.filename().string());
    file->attribute("/@after", after_path.filename().string());
    if (const std::optional<Grid> grid = before.grid()) {
      file->set_grid(*grid, before.text("/ground@crs_wkt"), before.text("/ground@crs_name"));
    }
  }

  Comparison comparison;
  compare_attributes(before, after, comparison);
  for (const std::string& path :
       in_either(before, after, [](const auto& spec) { return spec.is_raster(); })) {
    const RasterDifference raster = compare_raster(before, after, path);
    comparison.layers.push_back(raster.counts);
    if (!file) continue;
    write_difference_raster(*file, path, raster.difference);
    if (path.rfind("/access/", 0) == 0 && path.substr(path.rfind('/')) == "/minutes") {
      write_difference_raster(*file, path.substr(0, path.rfind('/')) + "/reached",
                              change_of_reach(before, after, path));
    }
  }
  std::set<std::string> seen;
  for (const std::string& path :
       in_either(before, after, [](const auto& spec) { return spec.is_column(); })) {
    const std::string table = path.substr(0, path.rfind('/'));
    if (!seen.insert(table).second) continue;
    comparison.layers.push_back(
        compare_tables(before.table(table), after.table(table), before.format(), comparison.changes));
  }
  const auto is_lines = [](const auto& spec) {
    return (spec.shape == "point,2" || spec.shape == "part+1" || spec.shape == "part" ||
            spec.shape == "sample") &&
           spec.types.front() != "text";
  };
  for (const std::string& path : in_either(before, after, is_lines)) {
    comparison.layers.push_back(compare_numbers(before, after, path));
  }
  if (file) {
    write_difference_tables(*file, comparison);
    file->commit();
  }
  return comparison;
}

}  // namespace quarterhour
