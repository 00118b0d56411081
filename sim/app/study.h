// The main job: from a checked scenario to a result.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <variant>

#include "scenarios/scenario.h"
#include "sim/app/progress.h"
#include "sim/city.h"
#include "sim/layer_sink.h"
#include "sim/matrix_study.h"
#include "sim/result.h"

namespace quarterhour::app {

/// What a study is about: a city on a grid, or a travel matrix made elsewhere.
using Place = std::variant<City, TravelMatrix>;

/// The city file that the scenario names, or the city built from its sources, or its matrix. Throws InputError with
/// what the scenario gets wrong about it, candidates and groups included.
[[nodiscard]] Place read_place(const Scenario& scenario, Progress& progress);

/// Assesses the present, makes the plans, assesses them, and sums up in key numbers. After an interruption the
/// result holds what was finished and is marked. Where no plan can be made the result says so in its proof and
/// `infeasible` holds the reason.
struct Study {
  StudyResult result;
  std::optional<std::string> infeasible;
};
/// Rasters of each service go to `sink`, where there is one, as soon as the service has been assessed, and are freed.
/// `memory_bytes`: how much may be taken, 0 for what is free. Throws InputError when the study does not fit into that.
[[nodiscard]] Study carry_out(const Scenario& scenario, const Place& place, Progress& progress,
                              LayerSink* sink, std::uint64_t memory_bytes = 0);

}  // namespace quarterhour::app
