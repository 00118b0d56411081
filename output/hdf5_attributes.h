// Attributes of HDF5 objects: text, numbers, and what the schema says of a dataset.
#pragma once

#include <string>
#include <vector>

#include "output/hdf5_handle.h"
#include "output/schema.h"

namespace quarterhour {

/// All throw Hdf5Failure.
void write_text_attribute(Hdf5Id object, const std::string& name, const std::string& text);
/// `value` points to `count` numbers of the native type that `type` names; count 0: a scalar.
void write_number_attribute(Hdf5Id object, const std::string& name, const std::string& type,
                            const void* value, unsigned long long count = 0);

/// Writes unit, fill value, coded values and meanings.
void write_description(Hdf5Id dataset, const DatasetSpec& spec, const std::string& type);

/// The fill value as the bytes of a number of that type; empty where there is none.
[[nodiscard]] std::vector<unsigned char> fill_bytes(const DatasetSpec& spec, const std::string& type);

/// Whether the attribute is there; its text, or "" where it is not there or is not text.
[[nodiscard]] bool has_attribute(Hdf5Id object, const std::string& name);
[[nodiscard]] std::string read_text_attribute(Hdf5Id object, const std::string& name);
/// Throws Hdf5Failure where it is not there or is not a number.
[[nodiscard]] double read_double_attribute(Hdf5Id object, const std::string& name);

}  // namespace quarterhour
