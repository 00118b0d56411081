// Writes the small study for the scripts that read it with other programs: write_small_study FOLDER.
#include <cstdio>
#include <exception>
#include <filesystem>

#include "output/compare.h"
#include "output/export.h"
#include "output/result_file.h"
#include "tests/output/small_study.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    const std::filesystem::path folder = argv[1];
    quarterhour::StudyResult result = quarterhour::test::small_result();
    result.write_seconds = true;
    write_result(result, quarterhour::test::small_city(), folder / "result.h5", 12.5);
    write_city(quarterhour::test::small_city(), folder / "city.h5");
    std::filesystem::copy_file(folder / "result.h5", folder / "result.nc");
    quarterhour::export_result(folder / "result.h5", folder / "export");
    quarterhour::compare_files(folder / "result.h5", folder / "result.nc", folder / "difference.h5");
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
  return 0;
}
