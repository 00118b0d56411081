#include "output/planned_sites.h"

#include <cstdint>
#include <string>

#include "output/file_reader.h"
#include "sim/errors.h"

namespace quarterhour {

namespace {

/// A column of a table as a vector of T.
template <class T>
const std::vector<T>& values_of(const FileReader& file, const FileTable& table, const std::string& name,
                                const std::string& path = "/sites") {
  const Column* column = table.find(name);
  const auto* values = column == nullptr ? nullptr : std::get_if<std::vector<T>>(&column->values);
  if (values == nullptr || values->size() != table.rows()) file.fail("lacks a column", path + "/" + name);
  return *values;
}

}  // namespace

std::vector<Site> read_planned_sites(const std::filesystem::path& result, const Grid& grid) {
  const FileReader file(result, {FileFormat::result});
  const std::optional<Grid> own = file.grid();
  if (!own || !(*own == grid))
    throw InputError(
        InputFault{result.string(), 0, "", "",
                   "was made on another grid than the scenario's city, so that its sites have no place here",
                   "Give a result of this scenario"});
  const FileTable table = file.table("/sites");
  std::vector<Site> sites;
  if (table.rows() == 0) return sites;
  const auto& planned = values_of<std::uint8_t>(file, table, "planned");
  const auto& row = values_of<std::int32_t>(file, table, "row");
  const auto& col = values_of<std::int32_t>(file, table, "col");
  const auto& capacity = values_of<double>(file, table, "capacity");
  const auto& id = values_of<std::string>(file, table, "id");
  const auto& name = values_of<std::string>(file, table, "name");
  const auto& name_zh = values_of<std::string>(file, table, "name_zh");
  const auto& service = values_of<std::string>(file, table, "service");
  const auto& counts_as = values_of<std::string>(file, table, "counts_as");
  for (std::size_t k = 0; k < table.rows(); ++k) {
    if (planned[k] == 0) continue;
    if (!grid.contains(row[k], col[k])) file.fail("has a site outside the grid", "/sites/row");
    Site site;
    site.id = id[k];
    site.name = {name[k], name_zh[k]};
    site.service = service[k];
    site.cell = grid.index(row[k], col[k]);
    site.location = grid.centre(site.cell);
    site.planned = true;
    site.capacity = capacity[k];
    site.counts_as = counts_as[k];
    sites.push_back(std::move(site));
  }
  return sites;
}

std::vector<std::pair<std::string, std::string>> read_closed_sites(const std::filesystem::path& result) {
  const FileReader file(result, {FileFormat::result});
  std::vector<std::pair<std::string, std::string>> closed;
  if (!file.contains("/sites/closed")) return closed;
  const FileTable table = file.table("/sites");
  const auto& closes = values_of<std::uint8_t>(file, table, "closed");
  const auto& service = values_of<std::string>(file, table, "service");
  const auto& id = values_of<std::string>(file, table, "id");
  for (std::size_t k = 0; k < table.rows(); ++k)
    if (closes[k] != 0) closed.emplace_back(service[k], id[k]);
  return closed;
}

std::vector<std::string> read_built_links(const std::filesystem::path& result) {
  const FileReader file(result, {FileFormat::result});
  std::vector<std::string> built;
  if (!file.contains("/links")) return built;
  const FileTable table = file.table("/links");
  if (table.rows() == 0) return built;
  const auto& id = values_of<std::string>(file, table, "id", "/links");
  const auto& plan = values_of<std::string>(file, table, "plan", "/links");
  for (std::size_t k = 0; k < table.rows(); ++k)
    if (!plan[k].empty()) built.push_back(id[k]);
  return built;
}

}  // namespace quarterhour
