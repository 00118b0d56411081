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
constexpr hsize_t chunk_rows = 65536;

struct Row {
  std::int32_t facility;
  std::int32_t row;
  std::int32_t col;
  float seconds;
};

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
  write_text_attribute(names.id(), "meaning", "ids of the facilities, by their position in catchments");
}

Hdf5Handle row_type(bool stored) {
  const auto of = [&](const char* name) { return stored ? stored_type(name) : native_type(name); };
  Hdf5Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Row)), H5Tclose, "row");
  checked(H5Tinsert(type.id(), "facility", offsetof(Row, facility), of("int32")), "row");
  checked(H5Tinsert(type.id(), "row", offsetof(Row, row), of("int32")), "row");
  checked(H5Tinsert(type.id(), "col", offsetof(Row, col), of("int32")), "row");
  checked(H5Tinsert(type.id(), "seconds", offsetof(Row, seconds), of("float32")), "row");
  return type;
}

void write_rows(Hdf5Id file, const Catchments& catchments, const Grid& grid) {
  const hsize_t size = catchments.cell.size();
  const Hdf5Handle stored = row_type(true);
  const Hdf5Handle native = row_type(false);
  const Hdf5Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "space");
  const Hdf5Handle table(
      H5Dcreate2(file, "catchments", stored.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose, "catchments");
  std::vector<Row> rows;
  hsize_t written = 0;
  const auto write = [&] {
    const hsize_t count = rows.size();
    if (count == 0) return;
    const Hdf5Handle part(H5Screate_simple(1, &count, nullptr), H5Sclose, "space");
    checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &written, nullptr, &count, nullptr),
            "catchments");
    checked(H5Dwrite(table.id(), native.id(), part.id(), space.id(), H5P_DEFAULT, rows.data()), "catchments");
    written += count;
    rows.clear();
  };
  for (std::size_t k = 0; k + 1 < catchments.first.size(); ++k)
    for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
      const CellPosition cell = grid.position(catchments.cell[at]);
      rows.push_back({static_cast<std::int32_t>(k), cell.row, cell.col, catchments.cost[at]});
      if (rows.size() == chunk_rows) write();
    }
  write();
  write_text_attribute(
      table.id(), "meaning",
      "cells within the limit of each facility: position of the facility in facilities, row and "
      "column of the elevation's cells from 0 at the north-west corner, seconds of walking");
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
      write_rows(file.id(), catchments, grid);
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
