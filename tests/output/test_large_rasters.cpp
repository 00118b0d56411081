// Rasters of many chunks: packed and unpacked side by side, read by HDF5 as by this program.
#include <hdf5.h>
#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>

#include "output/export.h"
#include "output/file_reader.h"
#include "output/packed_chunk.h"
#include "output/result_file.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

namespace {

// Two rows and three columns of chunks, the last of each cut by the grid's edge.
constexpr int rows = 300;
constexpr int cols = 600;

template <class T>
Raster<T> noise(unsigned seed, T most) {
  std::mt19937 random(seed);
  Raster<T> raster(rows, cols);
  for (T& value : raster.values())
    value = static_cast<T>(std::uniform_real_distribution<double>(0.0, static_cast<double>(most))(random));
  return raster;
}

City large_city() {
  City city = test::small_city();
  test::remove_streets(city);
  const Grid grid(rows, cols, 481000.0, 6670150.0, 100.0, 50.0);
  city.surface = {grid,
                  noise<double>(1, 900.0),
                  Raster<std::uint8_t>(grid, 1),
                  noise<float>(2, 1.0F),
                  {},
                  noise<std::uint16_t>(3, 65535),
                  {}};
  for (float& factor : city.surface.speed_factor.values()) factor += 0.1F;
  city.zone = Raster<std::uint8_t>(grid, 1);
  city.land_class = noise<std::int32_t>(4, 9);
  city.land_class[7] = -1;
  for (PeopleGroup& group : city.groups) group.people = noise<double>(5, 40.0);
  for (UnitSet& set : city.unit_sets) set.unit_of_cell = Raster<std::int32_t>(grid, -1);
  city.ledger.clear();
  return city;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A dataset opened for writing by HDF5 itself.
class OpenDataset {
 public:
  OpenDataset(const std::filesystem::path& path, const char* name)
      : file_(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)), id_(H5Dopen2(file_, name, H5P_DEFAULT)) {
    REQUIRE(id_ >= 0);
  }
  ~OpenDataset() {
    H5Dclose(id_);
    H5Fclose(file_);
  }
  OpenDataset(const OpenDataset&) = delete;
  OpenDataset& operator=(const OpenDataset&) = delete;
  [[nodiscard]] hid_t id() const { return id_; }
  [[nodiscard]] hid_t file() const { return file_; }

 private:
  hid_t file_;
  hid_t id_;
};

std::string refusal_of(const std::filesystem::path& path, const std::string& raster) {
  try {
    static_cast<void>(FileReader(path, {FileFormat::city}).raster<double>(raster));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("rasters of several chunks come back as they were, of every type") {
  const test::ScratchFolder folder("chunks");
  const City city = large_city();
  write_city(city, folder / "city.h5");
  const City read = read_city(folder / "city.h5");
  CHECK(read.surface.elevation_m == city.surface.elevation_m);
  CHECK(read.surface.passable == city.surface.passable);
  CHECK(read.surface.speed_factor == city.surface.speed_factor);
  CHECK(read.surface.cut_moves == city.surface.cut_moves);
  CHECK(read.land_class == city.land_class);
  CHECK(read.groups[1].people == city.groups[1].people);
}

TEST_CASE("HDF5's own filters read what is packed here, and cells beyond the grid hold the fill value") {
  const test::ScratchFolder folder("filters");
  const City city = large_city();
  write_city(city, folder / "city.h5");
  const OpenDataset dataset(folder / "city.h5", "/ground/land_class");
  std::vector<std::int32_t> values(static_cast<std::size_t>(rows) * cols);
  REQUIRE(H5Dread(dataset.id(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
  CHECK(values == city.land_class.values());

  // The chunk in the south-eastern corner: 44 of its 256 rows and 88 of its 256 columns lie on the grid.
  const hsize_t corner[2] = {256, 512};
  hsize_t size = 0;
  REQUIRE(H5Dget_chunk_storage_size(dataset.id(), corner, &size) >= 0);
  std::vector<unsigned char> packed(size);
  std::uint32_t left_out = 1;
  REQUIRE(H5Dread_chunk(dataset.id(), H5P_DEFAULT, corner, &left_out, packed.data()) >= 0);
  CHECK(left_out == 0);
  std::vector<std::int32_t> cells(256 * 256);
  REQUIRE(unpack_chunk(packed, 4, {reinterpret_cast<unsigned char*>(cells.data()), cells.size() * 4}));
  CHECK(cells[0] == city.land_class(256, 512));
  CHECK(cells[43 * 256 + 87] == city.land_class(299, 599));
  CHECK(cells[43 * 256 + 88] == -1);
  CHECK(cells[44 * 256] == -1);
}

TEST_CASE("a file's bytes do not depend on the number of threads") {
  const test::ScratchFolder folder("threads");
  const City city = large_city();
  for (const std::size_t threads : {1UL, 2UL, 7UL}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    write_city(city, folder / ("by" + std::to_string(threads) + ".h5"));
  }
  CHECK(bytes_of(folder / "by1.h5") == bytes_of(folder / "by2.h5"));
  CHECK(bytes_of(folder / "by1.h5") == bytes_of(folder / "by7.h5"));
}

TEST_CASE("rows of a raster are those of the whole, also across chunks and converted") {
  const test::ScratchFolder folder("rows");
  const City city = large_city();
  write_city(city, folder / "city.h5");
  const FileReader file(folder / "city.h5", {FileFormat::city});
  for (const auto& [first, count] :
       {std::pair{0, 1}, std::pair{250, 20}, std::pair{256, 44}, std::pair{0, 300}}) {
    CAPTURE(first, count);
    std::vector<double> heights(static_cast<std::size_t>(count) * cols);
    file.raster_rows<double>("/ground/elevation", first, heights);
    CHECK(std::equal(heights.begin(), heights.end(), city.surface.elevation_m.row(first)));
    std::vector<double> classes(heights.size());
    file.raster_rows<double>("/ground/land_class", first, classes);
    CHECK(std::equal(classes.begin(), classes.end(), city.land_class.row(first)));
  }
  std::vector<double> row(cols);
  CHECK_THROWS_AS(file.raster_rows<double>("/ground/elevation", 300, row), std::invalid_argument);
  CHECK_THROWS_AS(file.raster_rows<double>("/ground/elevation", -1, row), std::invalid_argument);
  row.pop_back();
  CHECK_THROWS_AS(file.raster_rows<double>("/ground/elevation", 0, row), std::invalid_argument);
}

TEST_CASE("a raster that another program stored otherwise is read the same") {
  const test::ScratchFolder folder("stored-otherwise");
  const City city = large_city();
  write_city(city, folder / "city.h5");
  for (const bool packed : {false, true}) {
    CAPTURE(packed);
    const OpenDataset dataset(folder / "city.h5", "/ground/elevation");
    const hid_t space = H5Dget_space(dataset.id());
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[2] = {100, 70};
    if (packed) {
      H5Pset_chunk(properties, 2, chunk);
      H5Pset_deflate(properties, 6);
    }
    H5Ldelete(dataset.file(), "/ground/elevation", H5P_DEFAULT);
    const hid_t other = H5Dcreate2(dataset.file(), "/ground/elevation", H5T_IEEE_F64LE, space, H5P_DEFAULT,
                                   properties, H5P_DEFAULT);
    REQUIRE(H5Dwrite(other, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                     city.surface.elevation_m.values().data()) >= 0);
    H5Dclose(other);
    H5Pclose(properties);
    H5Sclose(space);
  }
  const FileReader file(folder / "city.h5", {FileFormat::city});
  CHECK(file.raster<double>("/ground/elevation") == city.surface.elevation_m);
}

TEST_CASE("a chunk that does not unpack, or to another size, is refused as damaged") {
  const test::ScratchFolder folder("damaged-chunk");
  const std::vector<unsigned char> rubbish(1000, 0x5a);
  const std::vector<unsigned char> short_values(512, 1);
  for (const std::vector<unsigned char>& bytes : {rubbish, packed_chunk(short_values, 8)}) {
    write_city(large_city(), folder / "city.h5");
    {
      const OpenDataset dataset(folder / "city.h5", "/ground/elevation");
      const hsize_t start[2] = {0, 256};
      REQUIRE(H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, start, bytes.size(), bytes.data()) >= 0);
    }
    const std::string said = refusal_of(folder / "city.h5", "/ground/elevation");
    CHECK_THAT(said, ContainsSubstring("city.h5"));
    CHECK_THAT(said, ContainsSubstring("damaged"));
  }
}

TEST_CASE("packing undoes itself for every width of value") {
  std::vector<unsigned char> bytes(24 * 17);
  std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(0));
  for (const std::size_t width : {1UL, 2UL, 4UL, 8UL}) {
    std::vector<unsigned char> packed = packed_chunk(bytes, width);
    std::vector<unsigned char> back(bytes.size());
    CHECK(unpack_chunk(packed, width, back));
    CHECK(back == bytes);
    back.pop_back();
    CHECK_FALSE(unpack_chunk(packed, width, back));
    packed.pop_back();
    back.push_back(0);
    CHECK_FALSE(unpack_chunk(packed, width, back));
  }
}
