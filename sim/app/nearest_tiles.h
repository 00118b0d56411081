// Times of an area in tiles: each a task of its own that reads its own part of the rasters, joined without copying.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sim/app/nearest_question.h"

namespace quarterhour::app {

/// How an area is cut and which part of the work is to be done.
struct TileWish {
  int down = 0;
  int across = 0;
  /// From 1; nothing: every tile that is not there yet.
  std::optional<int> tile;
  /// Join what is there, and nothing else.
  bool join_only = false;
};

/// "3x4"; throws InputError.
[[nodiscard]] TileWish tiles_named(const std::string& text);

/// Works on one tile and writes it into the folder `<output without extension>.tiles`; or, without a tile, on those that are not
/// there yet, and joins all of them under `output`. `memory`: bytes that the user allows, 0 for what is free. Says on standard error what it does unless `quiet`. Returns the key numbers.
/// Throws InputError, also for tiles that are missing or answer another question, and OutputError.
[[nodiscard]] std::string find_nearest_in_tiles(const NearestQuestion& question, const TileWish& wish,
                                                const std::filesystem::path& output, std::uint64_t memory,
                                                bool quiet);

}  // namespace quarterhour::app
