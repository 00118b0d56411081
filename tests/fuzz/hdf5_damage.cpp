#include "tests/fuzz/hdf5_damage.h"

#include <hdf5.h>

#include <limits>
#include <string>
#include <vector>

namespace quarterhour::fuzz {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double extreme_number(Random& random) {
  static const std::vector<double> numbers{0.0,
                                           -1.0,
                                           1.0,
                                           0.5,
                                           3.0,
                                           7.0,
                                           255.0,
                                           -32768.0,
                                           2147483647.0,
                                           -2147483648.0,
                                           9.2e18,
                                           1e308,
                                           -1e308,
                                           1e-320,
                                           not_a_number,
                                           std::numeric_limits<double>::infinity(),
                                           -std::numeric_limits<double>::infinity()};
  return random.of(numbers);
}

std::string extreme_text(Random& random) {
  static const std::vector<std::string> texts{"",
                                              " ",
                                              "people",
                                              "clinic",
                                              "a/b",
                                              "..",
                                              "\xff\xfe",
                                              "山城",
                                              "2.0",
                                              "1",
                                              "EPSG:4326",
                                              "{}",
                                              std::string(70'000, 'x'),
                                              "\x1b[2J",
                                              "%s%n"};
  return random.of(texts);
}

herr_t add_link(hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

herr_t add_attribute(hid_t /*object*/, const char* name, const H5A_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

hid_t text_type() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

void change_values(hid_t file, const std::string& path, Random& random) {
  const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
  if (dataset < 0) return;
  const hid_t space = H5Dget_space(dataset);
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  const hid_t type = H5Dget_type(dataset);
  if (count > 0 && H5Tis_variable_str(type) > 0) {
    const std::string text = extreme_text(random);
    std::vector<const char*> pointers(static_cast<std::size_t>(count), text.c_str());
    const hid_t memory = text_type();
    H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<const void*>(pointers.data()));
    H5Tclose(memory);
  } else if (count > 0) {
    std::vector<double> values(static_cast<std::size_t>(count));
    H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    const double value = extreme_number(random);
    const std::size_t first = random.below(values.size());
    const std::size_t end = random.one_in(3) ? values.size() : first + 1;
    for (std::size_t i = first; i < end; ++i) values[i] = value;
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  }
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(dataset);
}

void change_attribute(hid_t file, const std::string& path, Random& random) {
  const hid_t object = H5Oopen(file, path.c_str(), H5P_DEFAULT);
  if (object < 0) return;
  std::vector<std::string> names;
  hsize_t position = 0;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &position, add_attribute, &names);
  if (!names.empty()) {
    const std::string& name = random.of(names);
    H5Adelete(object, name.c_str());
    if (!random.one_in(4)) {
      const bool text = random.one_in(2);
      const hid_t type = text ? text_type() : H5Tcopy(H5T_NATIVE_DOUBLE);
      const hsize_t extent = 2;
      const hid_t space = random.one_in(6) ? H5Screate_simple(1, &extent, nullptr) : H5Screate(H5S_SCALAR);
      const hid_t attribute = H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
      const std::string words = extreme_text(random);
      const char* const pointers[2] = {words.c_str(), words.c_str()};
      const double number = extreme_number(random);
      const double numbers[2] = {number, number};
      H5Awrite(attribute, type,
               text ? static_cast<const void*>(static_cast<const char* const*>(pointers)) : numbers);
      H5Aclose(attribute);
      H5Sclose(space);
      H5Tclose(type);
    }
  }
  H5Oclose(object);
}

void replace_dataset(hid_t file, const std::string& path, Random& random) {
  H5Ldelete(file, path.c_str(), H5P_DEFAULT);
  const int rank = static_cast<int>(random.below(4));
  hsize_t extents[3] = {};
  for (hsize_t& extent : extents) extent = random.below(6);
  const hid_t space = H5Screate_simple(rank, extents, nullptr);
  const hid_t numbers[] = {H5T_NATIVE_DOUBLE, H5T_NATIVE_UCHAR, H5T_NATIVE_INT, H5T_NATIVE_LLONG,
                           H5T_NATIVE_FLOAT};
  const hid_t type = random.one_in(3) ? text_type() : H5Tcopy(numbers[random.below(5)]);
  const hid_t dataset = H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  if (dataset >= 0) H5Dclose(dataset);
  H5Tclose(type);
  H5Sclose(space);
}

void change(hid_t file, Random& random) {
  std::vector<std::string> names;
  H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, add_link, &names);
  if (names.empty()) return;
  const std::string& path = random.of(names);
  switch (random.below(12)) {
    case 0: H5Ldelete(file, path.c_str(), H5P_DEFAULT); break;
    case 1: replace_dataset(file, path, random); break;
    case 2: {
      const std::string& other = random.of(names);
      H5Ldelete(file, other.c_str(), H5P_DEFAULT);
      H5Lmove(file, path.c_str(), file, other.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    }
    case 3: {
      const bool circle = random.one_in(2);
      H5Ldelete(file, path.c_str(), H5P_DEFAULT);
      if (circle)
        H5Lcreate_hard(file, "/", file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      else
        H5Lcreate_soft("/nowhere", file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    }
    case 4:
    case 5: change_attribute(file, random.one_in(3) ? "/" : path, random); break;
    default: change_values(file, path, random);
  }
}

}  // namespace

void damage_hdf5(const std::filesystem::path& path, Random& random) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  if (file < 0) return;
  for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) change(file, random);
  H5Fclose(file);
}

}  // namespace quarterhour::fuzz
