// Results that are written while their study is under way.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <new>
#include <string>

#include "output/compare.h"
#include "output/file_reader.h"
#include "output/result_file.h"
#include "output/result_writer.h"
#include "output/whole_file.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr bool address_space_can_be_limited = !testing::sanitized;

/// What is known of a study before it begins.
StudyResult beginning_of(const StudyResult& result) {
  StudyResult study;
  study.services = result.services;
  study.write_rasters = result.write_rasters;
  study.write_seconds = result.write_seconds;
  return study;
}

void take_all(ResultWriter& writer, const StudyResult& result) {
  for (const AccessLayer& layer : result.access) writer.take(layer);
  for (const CompletenessLayer& layer : result.completeness) writer.take(layer);
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Lets the process take `bytes` more of memory and no more: what lies free in its heap is used up first.
void leave_little_memory(rlim_t bytes) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
  setrlimit(RLIMIT_AS, &limit);
  // Written to, so that no compiler takes the blocks away.
  for (std::size_t size = std::size_t{1} << 20U; size >= 16; size /= 2)
    while (void* const taken = std::malloc(size)) std::memset(taken, 1, 1);
  limit.rlim_cur += bytes;
  setrlimit(RLIMIT_AS, &limit);
}

/// Runs `work` in a child process that may take `bytes` of memory more than it has. "" when the work ends well, else
/// what it said.
template <class Work>
std::string fault_in_little_memory(rlim_t bytes, Work work) {
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  std::cout.flush();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    leave_little_memory(bytes);
    const char* said = "";
    std::string words;
    try {
      work();
    } catch (const OutputError& error) {
      words = error.what();
      said = words.c_str();
    } catch (const std::bad_alloc&) {
      said = "Not enough memory";
    }
    const std::size_t length = std::char_traits<char>::length(said);
    const ssize_t written = write(pipe_ends[1], said, length);
    std::_Exit(written == static_cast<ssize_t>(length) ? 0 : 1);
  }
  close(pipe_ends[1]);
  std::string said;
  char buffer[512];
  for (ssize_t count = 0; (count = read(pipe_ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(count));
  close(pipe_ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  return said;
}

}  // namespace

TEST_CASE("layers handed on one by one and freed give the same result as all at once") {
  const test::ScratchFolder folder("one-by-one");
  const City city = test::small_city();
  StudyResult result = test::small_result();
  write_result(result, city, folder / "at-once.h5", 3.0);
  {
    ResultWriter writer(folder / "result.h5", city, beginning_of(result));
    take_all(writer, result);
    result.access.clear();
    result.completeness.clear();
    writer.finish(result, 3.0);
  }
  CHECK(folder.listing() == "at-once.h5 at-once.vrt result.h5 result.vrt");
  CHECK(compare_files(folder / "at-once.h5", folder / "result.h5", std::nullopt).same());
  std::string vrt = text_of(folder / "at-once.vrt");
  for (std::size_t at = 0; (at = vrt.find("at-once.h5", at)) != std::string::npos;)
    vrt.replace(at, std::string("at-once.h5").size(), "result.h5");
  CHECK(vrt == text_of(folder / "result.vrt"));
}

TEST_CASE("a result that is not finished leaves nothing, also while it is being written") {
  const test::ScratchFolder folder("unfinished");
  const City city = test::small_city();
  const StudyResult result = test::small_result();
  {
    ResultWriter writer(folder / "result.h5", city, beginning_of(result));
    take_all(writer, result);
    CHECK(folder.listing().empty());
  }
  CHECK(folder.listing().empty());
}

TEST_CASE("a study that wants no rasters gets none from its layers") {
  const test::ScratchFolder folder("no-rasters");
  const City city = test::small_city();
  StudyResult result = test::small_result();
  result.write_rasters = false;
  write_result(result, city, folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK_FALSE(file.contains("/access"));
  CHECK_FALSE(file.contains("/completeness"));
  CHECK_FALSE(file.contains("/people"));
  CHECK(folder.listing() == "result.h5");
}

TEST_CASE("a file with a hidden name is removed unless it is moved into place") {
  const test::ScratchFolder folder("hidden");
  {
    const WholeFile file(folder / "result.h5", WholeFile::Kind::named_file);
    CHECK_THAT(folder.listing(), ContainsSubstring(".result.h5.part-"));
  }
  CHECK(folder.listing().empty());
  WholeFile file(folder / "result.h5", WholeFile::Kind::named_file);
  std::ofstream(file.temporary()) << "whole";
  file.move_into_place();
  CHECK(folder.listing() == "result.h5");
  CHECK(text_of(folder / "result.h5") == "whole");
}

TEST_CASE("a file without a name replaces an earlier one only when it is whole") {
  const test::ScratchFolder folder("nameless");
  std::ofstream(folder / "result.h5") << "earlier";
  {
    const WholeFile file(folder / "result.h5", WholeFile::Kind::file);
    std::ofstream(file.temporary()) << "half";
    CHECK(folder.listing() == "result.h5");
  }
  CHECK(text_of(folder / "result.h5") == "earlier");
  WholeFile file(folder / "result.h5", WholeFile::Kind::file);
  std::ofstream(file.temporary()) << "whole";
  file.move_into_place();
  CHECK(folder.listing() == "result.h5");
  CHECK(text_of(folder / "result.h5") == "whole");
}

TEST_CASE("memory that ends at any moment of writing is told, and leaves the earlier result untouched") {
  if (!address_space_can_be_limited) SKIP("sanitizers take address space of their own");
  const test::ScratchFolder folder("little-memory");
  const City city = test::small_city();
  const StudyResult result = test::small_result();
  write_result(result, city, folder / "result.h5");
  const std::string earlier = text_of(folder / "result.h5");
  int failed = 0;
  bool last_failed = true;
  for (rlim_t kilobytes = 16; kilobytes <= 65536; kilobytes += kilobytes / 4) {
    INFO(kilobytes << " KB more");
    const std::string said =
        fault_in_little_memory(kilobytes * 1024, [&] { write_result(result, city, folder / "result.h5"); });
    last_failed = !said.empty();
    failed += last_failed ? 1 : 0;
    CHECK(folder.listing() == "result.h5 result.vrt");
    if (!said.empty()) CHECK(text_of(folder / "result.h5") == earlier);
  }
  CHECK(FileReader(folder / "result.h5", {FileFormat::result}).table("/sites").rows() == result.sites.size());
  CHECK(failed > 4);
  CHECK_FALSE(last_failed);
}
