// Runs the readers on damaged files, one after another. Run N of a target is the same on every machine, so that a
// finding is repeated by its number:
//
//   fuzz_readers TARGET --folder DIR [--seconds S] [--from N] [--runs N] [--limit S]
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "sim/errors.h"
#include "tests/fuzz/target.h"

// Called by the sanitizers before they end the program; absent without them.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using namespace quarterhour;

constexpr std::uint64_t seed = 1;
char now_running[200] = "before the first run\n";

void say(const char* text) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
}

void say_run() {
  say("FOUND in ");
  say(now_running);
}

void stopped(int signal) {
  say(signal == SIGALRM ? "took longer than its limit\n" : "ended by a signal\n");
  say_run();
  ::_exit(1);
}

struct Options {
  std::string target;
  std::filesystem::path folder;
  double seconds = 10.0;
  std::uint64_t from = 0;
  std::uint64_t runs = ~std::uint64_t{0};
  unsigned limit_s = 30;
};

bool parse(int argc, char** argv, Options& options) {
  if (argc < 2) return false;
  options.target = argv[1];
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const char* const value = argv[i + 1];
    if (name == "--folder")
      options.folder = value;
    else if (name == "--seconds")
      options.seconds = std::strtod(value, nullptr);
    else if (name == "--from")
      options.from = std::strtoull(value, nullptr, 10);
    else if (name == "--runs")
      options.runs = std::strtoull(value, nullptr, 10);
    else if (name == "--limit")
      options.limit_s = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    else
      return false;
  }
  return argc % 2 == 0 && !options.folder.empty();
}

struct NamedTarget {
  const char* name;
  fuzz::Target (*make)(const std::filesystem::path&);
};
constexpr NamedTarget targets[] = {
    {"scenario", fuzz::scenario_target},   {"standard", fuzz::standard_target},
    {"table", fuzz::table_target},         {"vector", fuzz::vector_target},
    {"raster", fuzz::raster_target},       {"streets", fuzz::streets_target},
    {"city", fuzz::city_target},           {"matrix", fuzz::matrix_target},
    {"city_file", fuzz::city_file_target}, {"result_file", fuzz::result_file_target},
};

fuzz::Target target_of(const Options& options) {
  for (const NamedTarget& target : targets) {
    if (options.target == target.name) return target.make(options.folder);
  }
  throw std::runtime_error("there is no target " + options.target);
}

/// How many runs ended in a refusal. A sentence must be there, and must not reach into the terminal.
struct Counts {
  std::uint64_t runs = 0;
  std::uint64_t refused = 0;
};

void require_plain(const char* sentence) {
  if (*sentence == '\0') throw std::logic_error("refused without a word");
  for (const char* at = sentence; *at != '\0'; ++at) {
    const auto byte = static_cast<unsigned char>(*at);
    if ((byte < 32 && byte != '\n') || byte == 127)
      throw std::logic_error("a control character in: " + std::string(sentence));
  }
}

void run_once(const fuzz::Target& target, std::uint64_t number, Counts& counts) {
  fuzz::Random random(seed, number);
  ++counts.runs;
  try {
    target.run(random);
  } catch (const InputError& error) {
    ++counts.refused;
    require_plain(error.what());
  } catch (const OutputError& error) {
    ++counts.refused;
    require_plain(error.what());
  } catch (const InfeasiblePlan& error) {
    ++counts.refused;
    require_plain(error.what());
  } catch (const std::bad_alloc&) {
    ++counts.refused;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::cerr << "fuzz_readers TARGET --folder DIR [--seconds S] [--from N] [--runs N] [--limit S]\n";
    return 2;
  }
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(say_run);
  } else {
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, stopped);
  }
  std::signal(SIGABRT, stopped);
  std::signal(SIGALRM, stopped);
  // As in the program itself.
  ::setenv("PROJ_DEBUG", "0", 0);
  try {
    std::filesystem::create_directories(options.folder);
    const fuzz::Target target = target_of(options);
    target.read_whole();
    const auto started = std::chrono::steady_clock::now();
    const auto taken = [&] {
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    };
    Counts counts;
    for (std::uint64_t number = options.from; counts.runs < options.runs && taken() < options.seconds;
         ++number) {
      std::snprintf(now_running, sizeof now_running, "%s: run %llu; repeat it with --from %llu --runs 1\n",
                    target.name.c_str(), static_cast<unsigned long long>(number),
                    static_cast<unsigned long long>(number));
      ::alarm(options.limit_s);
      run_once(target, number, counts);
      ::alarm(0);
    }
    std::printf("%-12s %9llu runs, %7.0f a second, %llu refused, nothing found\n", target.name.c_str(),
                static_cast<unsigned long long>(counts.runs), static_cast<double>(counts.runs) / taken(),
                static_cast<unsigned long long>(counts.refused));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    say_run();
    return 1;
  }
  return 0;
}
