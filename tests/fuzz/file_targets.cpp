// The program's own files, damaged as bytes and by a program that writes HDF5.
#include "output/compare.h"
#include "output/export.h"
#include "output/info.h"
#include "output/result_file.h"
#include "tests/fuzz/hdf5_damage.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/target.h"
#include "tests/output/small_study.h"

namespace quarterhour::fuzz {

namespace {

namespace fs = std::filesystem;

void write_damaged(const std::string& whole, const fs::path& target, Random& random) {
  if (random.one_in(3)) {
    write_bytes(target, mutated_bytes(whole, random));
  } else {
    write_bytes(target, whole);
    damage_hdf5(target, random);
  }
}

}  // namespace

Target city_file_target(const fs::path& folder) {
  write_city(test::small_city(), folder / "whole.h5");
  const std::string whole = bytes_of(folder / "whole.h5");
  return {"city_file",
          [folder, whole](Random& random) {
            write_damaged(whole, folder / "city.h5", random);
            const City city = read_city(folder / "city.h5");
            if (random.one_in(8)) write_city(city, folder / "again.h5");
          },
          [folder] { (void)read_city(folder / "whole.h5"); }};
}

Target result_file_target(const fs::path& folder) {
  write_result(test::small_result(), test::small_city(), folder / "whole.h5");
  const std::string whole = bytes_of(folder / "whole.h5");
  return {"result_file",
          [folder, whole](Random& random) {
            write_damaged(whole, folder / "result.h5", random);
            switch (random.below(3)) {
              case 0: (void)describe_file(folder / "result.h5"); break;
              case 1: (void)compare_files(folder / "whole.h5", folder / "result.h5").summary(); break;
              default: export_result(folder / "result.h5", folder / "layers");
            }
          },
          [folder] { export_result(folder / "whole.h5", folder / "layers"); }};
}

}  // namespace quarterhour::fuzz
