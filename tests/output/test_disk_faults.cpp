#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <string>

#include "output/export.h"
#include "output/result_file.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What the work says when it throws OutputError; "" when it succeeds.
template <class Work>
std::string fault_of(Work work) {
  try {
    work();
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

/// Runs `work` in a child process that may not write more than `bytes` to any file, and returns what it said in its
/// OutputError. A full disk looks the same to the program: a write that fails.
template <class Work>
std::string fault_on_small_disk(rlim_t bytes, Work work) {
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  std::cout.flush();  // or the child would print it again
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string said = fault_of(work);
    const ssize_t written = write(pipe_ends[1], said.data(), said.size());
    // HDF5's own end of the process must survive a file that could not be written as well.
    std::exit(written == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  close(pipe_ends[1]);
  std::string said;
  char buffer[512];
  for (ssize_t count = 0; (count = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
    said.append(buffer, static_cast<std::size_t>(count));
  }
  close(pipe_ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  return said;
}

}  // namespace

TEST_CASE("a result for a folder that does not exist is refused and nothing is written") {
  const test::ScratchFolder folder("no-folder");
  const std::string said =
      fault_of([&] { write_result(test::small_result(), test::small_city(), folder / "nowhere/result.h5"); });
  CHECK_THAT(said, ContainsSubstring("nowhere/result.h5"));
  CHECK_THAT(said, ContainsSubstring("does not exist"));
  CHECK(folder.listing().empty());
}

TEST_CASE("a result whose name is a folder is refused and the folder stays") {
  const test::ScratchFolder folder("name-taken");
  std::filesystem::create_directory(folder / "result.h5");
  CHECK_FALSE(fault_of([&] { write_city(test::small_city(), folder / "result.h5"); }).empty());
  CHECK(folder.listing() == "result.h5");
}

TEST_CASE("a disk that fills up at any moment leaves no file behind and the earlier one untouched") {
  const test::ScratchFolder folder("full-disk");
  write_city(test::small_city(), folder / "city.h5");
  const auto whole_size = std::filesystem::file_size(folder / "city.h5");
  for (rlim_t bytes = 0; bytes < whole_size; bytes += whole_size / 9 + 1) {
    INFO("room for " << bytes << " bytes");
    const std::string said =
        fault_on_small_disk(bytes, [&] { write_city(test::small_city(), folder / "city.h5"); });
    CHECK_THAT(said, ContainsSubstring("cannot write"));
    CHECK_THAT(said, ContainsSubstring("city.h5"));
    CHECK(folder.listing() == "city.h5");
  }
  CHECK(read_city(folder / "city.h5").ledger.size() == 2);
}

TEST_CASE("an export onto a full disk leaves no folder behind") {
  const test::ScratchFolder folder("full-export");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  for (const rlim_t bytes : {0UL, 300UL, 5000UL, 60000UL}) {
    INFO("room for " << bytes << " bytes a file");
    const std::string said =
        fault_on_small_disk(bytes, [&] { export_result(folder / "result.h5", folder / "export"); });
    CHECK_THAT(said, ContainsSubstring("cannot write"));
    CHECK(folder.listing() == "result.h5 result.vrt");
  }
}

TEST_CASE("an export replaces an earlier one and refuses any other folder") {
  const test::ScratchFolder folder("export-again");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  export_result(folder / "result.h5", folder / "export");
  export_result(folder / "result.h5", folder / "export");
  CHECK(folder.listing() == "export result.h5 result.vrt");
  CHECK(std::filesystem::exists(folder / "export/rasters/access.clinic.people.after.minutes.tif"));
  CHECK(std::filesystem::exists(folder / "export/tables/plan.csv"));

  std::filesystem::create_directory(folder / "mine");
  std::ofstream(folder / "mine/thesis.txt") << "years of work";
  CHECK_THAT(fault_of([&] { export_result(folder / "result.h5", folder / "mine"); }),
             ContainsSubstring("not an earlier export"));
  CHECK(std::filesystem::exists(folder / "mine/thesis.txt"));
}
