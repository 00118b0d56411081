#include "output/catchment_table.h"

#include <hdf5.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <limits>
#include <string_view>

#include "output/disk_driver.h"
#include "output/hdf5_attributes.h"
#include "output/whole_file.h"

namespace quarterhour {
namespace {

constexpr std::string_view header = "facility,row,col,seconds\r\n";
constexpr std::size_t text_at_once = 1 << 20;
constexpr std::size_t rows_at_once = 65536;

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string safe = "\"";
  for (const char letter : text) safe += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return safe + "\"";
}

template <class Number>
void append(std::string& text, Number value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  text.append(digits, end);
}

void write_text(const WholeFile& whole, const std::vector<std::string>& facilities,
                const Catchments& catchments, const Grid& grid) {
  std::ofstream stream(whole.temporary(), std::ios::binary | std::ios::trunc);
  std::string text(header);
  for (std::size_t k = 0; k < facilities.size(); ++k) {
    const std::string name = quoted(facilities[k]) + ",";
    for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
      const CellPosition cell = grid.position(catchments.cell[at]);
      text += name;
      append(text, cell.row);
      text += ',';
      append(text, cell.col);
      text += ',';
      append(text, catchments.cost[at]);
      text += "\r\n";
    }
    if (text.size() < text_at_once && k + 1 < facilities.size()) continue;
    stream << text;
    text.clear();
  }
  stream << text;
  stream.close();
  if (!stream) whole.fail("the disk is full or cannot be written to");
}

void write_names(Hdf5Id file, const std::vector<std::string>& facilities) {
  const Hdf5Handle type = text_type();
  const hsize_t size = facilities.size();
  const Hdf5Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
  const Hdf5Handle names(
      H5Dcreate2(file, "facilities", type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose,
      "facilities");
  std::vector<const char*> texts;
  for (const std::string& name : facilities) texts.push_back(name.c_str());
  checked(H5Dwrite(names.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "facilities");
  write_text_attribute(names.id(), "meaning",
                       "ids of the facilities; the table catchments gives positions in it");
}

/// One column of the table; value_of(facility, position in the catchments) in blocks of rows.
template <class Value, class ValueOf>
void write_column(Hdf5Id group, const std::string& name, const std::string& unit, const std::string& meaning,
                  const Catchments& catchments, ValueOf value_of) {
  const hsize_t size = catchments.cell.size();
  const Hdf5Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
  const Hdf5Handle column(H5Dcreate2(group, name.c_str(), stored_type(type_name<Value>()), space.id(),
                                     H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                          H5Dclose, name);
  std::vector<Value> values;
  values.reserve(rows_at_once);
  hsize_t written = 0;
  const auto write = [&] {
    const hsize_t count = values.size();
    if (count == 0) return;
    const Hdf5Handle part(H5Screate_simple(1, &count, nullptr), H5Sclose, "space");
    checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &written, nullptr, &count, nullptr), name);
    checked(H5Dwrite(column.id(), native_type(type_name<Value>()), part.id(), space.id(), H5P_DEFAULT,
                     values.data()),
            name);
    written += count;
    values.clear();
  };
  for (std::size_t k = 0; k + 1 < catchments.first.size(); ++k)
    for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
      values.push_back(value_of(k, at));
      if (values.size() == rows_at_once) write();
    }
  write();
  write_text_attribute(column.id(), "units", unit);
  write_text_attribute(column.id(), "meaning", meaning);
}

void write_table(Hdf5Id file, const Catchments& catchments, const Grid& grid) {
  const Hdf5Handle group(H5Gcreate2(file, "catchments", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
                         "catchments");
  write_column<std::int32_t>(group.id(), "facility", "1", "position of the facility in facilities, from 0",
                             catchments,
                             [](std::size_t k, std::size_t) { return static_cast<std::int32_t>(k); });
  write_column<std::int32_t>(
      group.id(), "row", "1", "row of the cell, from 0 in the north", catchments,
      [&](std::size_t, std::size_t at) { return grid.position(catchments.cell[at]).row; });
  write_column<std::int32_t>(
      group.id(), "col", "1", "column of the cell, from 0 in the west", catchments,
      [&](std::size_t, std::size_t at) { return grid.position(catchments.cell[at]).col; });
  write_column<float>(group.id(), "seconds", "s", "walking time between the cell and the facility",
                      catchments, [&](std::size_t, std::size_t at) { return catchments.cost[at]; });
}

}  // namespace

void write_catchments(const std::filesystem::path& target, const std::vector<std::string>& facilities,
                      const Catchments& catchments, const Grid& grid) {
  WholeFile whole(target, WholeFile::Kind::file);
  if (target.extension() == ".csv") {
    write_text(whole, facilities, catchments, grid);
  } else {
    const Hdf5Silence silence;
    DiskState disk;
    try {
      Hdf5Handle file = create_on_disk(whole.temporary(), H5P_DEFAULT, disk);
      write_text_attribute(file.id(), "created_by", "quarterhour");
      write_names(file.id(), facilities);
      write_table(file.id(), catchments, grid);
      file.close_now("close the file");
    } catch (const Hdf5Failure& failure) {
      whole.fail(disk.error != 0 ? std::strerror(disk.error) : failure.what());
    }
    if (disk.error != 0) whole.fail(std::strerror(disk.error));
  }
  whole.move_into_place();
}

bool is_catchment_text(const std::filesystem::path& file) {
  std::string start(header.size(), '\0');
  std::ifstream(file, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
  return start == header;
}

}  // namespace quarterhour
