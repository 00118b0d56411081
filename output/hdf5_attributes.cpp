#include "output/hdf5_attributes.h"

#include <hdf5.h>

#include <cstring>
#include <limits>
#include <sstream>
#include <vector>

namespace quarterhour {
namespace {

template <class T>
std::vector<unsigned char> bytes_of(T value) {
  std::vector<unsigned char> bytes(sizeof(T));
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

/// A number written in the schema, as the bytes of the type.
std::vector<unsigned char> number_bytes(const std::string& text, const std::string& type) {
  if (type == "float32")
    return bytes_of(text == "nan" ? std::numeric_limits<float>::quiet_NaN() : std::stof(text));
  if (type == "float64")
    return bytes_of(text == "nan" ? std::numeric_limits<double>::quiet_NaN() : std::stod(text));
  const long long value = std::stoll(text);
  if (type == "uint8") return bytes_of(static_cast<std::uint8_t>(value));
  if (type == "int8") return bytes_of(static_cast<std::int8_t>(value));
  if (type == "uint16") return bytes_of(static_cast<std::uint16_t>(value));
  if (type == "int32") return bytes_of(static_cast<std::int32_t>(value));
  if (type == "int64") return bytes_of(static_cast<std::int64_t>(value));
  return bytes_of(static_cast<std::uint64_t>(value));
}

}  // namespace

void write_text_attribute(Hdf5Id object, const std::string& name, const std::string& text) {
  const Hdf5Handle type = text_type();
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose, "attribute " + name);
  const Hdf5Handle attribute(
      H5Acreate2(object, name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      "attribute " + name);
  const char* pointer = text.c_str();
  checked(H5Awrite(attribute.id(), type.id(), &pointer), "attribute " + name);
}

void write_number_attribute(Hdf5Id object, const std::string& name, const std::string& type,
                            const void* value, unsigned long long count) {
  const hsize_t extent = count;
  const Hdf5Handle space(count == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &extent, nullptr), H5Sclose,
                         "attribute " + name);
  const Hdf5Handle attribute(
      H5Acreate2(object, name.c_str(), stored_type(type), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      "attribute " + name);
  checked(H5Awrite(attribute.id(), native_type(type), value), "attribute " + name);
}

std::vector<unsigned char> fill_bytes(const DatasetSpec& spec, const std::string& type) {
  return spec.fill.empty() || type == "text" ? std::vector<unsigned char>() : number_bytes(spec.fill, type);
}

void write_description(Hdf5Id dataset, const DatasetSpec& spec, const std::string& type) {
  write_text_attribute(dataset, "long_name", spec.meaning);
  write_text_attribute(dataset, "long_name_zh", spec.meaning_zh);
  if (!spec.unit.empty()) write_text_attribute(dataset, "units", spec.unit);
  if (const auto fill = fill_bytes(spec, type); !fill.empty()) {
    write_number_attribute(dataset, "_FillValue", type, fill.data(), 1);
  }
  if (spec.values.empty()) return;
  std::vector<unsigned char> codes;
  std::string words;
  unsigned long long count = 0;
  std::istringstream pairs(spec.values);
  for (std::string pair; pairs >> pair; ++count) {
    const std::size_t equals = pair.find('=');
    const std::vector<unsigned char> code = number_bytes(pair.substr(0, equals), type);
    codes.insert(codes.end(), code.begin(), code.end());
    words += (words.empty() ? "" : " ") + pair.substr(equals + 1);
  }
  write_number_attribute(dataset, "flag_values", type, codes.data(), count);
  write_text_attribute(dataset, "flag_meanings", words);
}

bool has_attribute(Hdf5Id object, const std::string& name) { return H5Aexists(object, name.c_str()) > 0; }

std::string read_text_attribute(Hdf5Id object, const std::string& name) {
  if (!has_attribute(object, name)) return {};
  const Hdf5Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "attribute " + name);
  const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose, "attribute " + name);
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose, "attribute " + name);
  if (H5Tis_variable_str(type.id()) <= 0 || H5Sget_simple_extent_npoints(space.id()) != 1) return {};
  const Hdf5Handle text = text_type();
  char* pointer = nullptr;
  checked(H5Aread(attribute.id(), text.id(), &pointer), "attribute " + name);
  std::string value = pointer == nullptr ? "" : pointer;
  if (pointer != nullptr) H5free_memory(pointer);
  return value;
}

double read_double_attribute(Hdf5Id object, const std::string& name) {
  const Hdf5Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "attribute " + name);
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose, "attribute " + name);
  if (H5Sget_simple_extent_npoints(space.id()) != 1)
    throw Hdf5Failure("attribute " + name + ": not one number");
  double value = 0.0;
  checked(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, &value), "attribute " + name);
  return value;
}

}  // namespace quarterhour
