// A river between people and a clinic, and the one bridge over it.
#pragma once

#include "sim/trace/traced_access.h"
#include "tests/geometry/street_samples.h"
#include "tests/score/study.h"
#include "tests/worlds/ascii_world.h"

namespace quarterhour::trace_tests {

/// Cells of 100 m, the south-west corner at (0, 0); five people in row 1 and two in row 0 of column 0, the clinic A in row 1, column 6.
inline worlds::WorldMap river_map() {
  return {.ground = R"(...~...
                       ...~...
                       ...~...)",
          .people = R"(2......
                       5......
                       .......)",
          .facilities = R"(.......
                           ......A
                           .......)"};
}

inline constexpr CellIndex on_bank_road = 7;      // row 1, column 0: on Bank Road
inline constexpr CellIndex north_of_it = 0;       // row 0, column 0: 100 m over the ground from there
inline constexpr CellIndex west_bank_south = 14;  // row 2, column 0: nobody lives there

/// Along the middle of row 1: Bank Road for 200 m, Long Bridge for 200 m, a path without a name for 200 m.
inline StreetNetwork river_streets(Structure crossing = Structure::bridge,
                                   const std::vector<float>& crossing_heights = {}) {
  samples::StreetDrawing drawing;
  const float begin_m = crossing_heights.empty() ? 0.0F : crossing_heights.front();
  const float end_m = crossing_heights.empty() ? 0.0F : crossing_heights.back();
  const auto level = [&](float height_m) {
    return crossing_heights.empty() ? std::vector<float>() : std::vector<float>{height_m, height_m};
  };
  const auto road = drawing.add({{50.0, 150.0}, {250.0, 150.0}}, Structure::ground, level(begin_m));
  const auto bridge = drawing.add({{250.0, 150.0}, {450.0, 150.0}}, crossing, crossing_heights);
  const auto path = drawing.add({{450.0, 150.0}, {650.0, 150.0}}, Structure::ground, level(end_m));
  drawing.network().names = {{"Bank Road", "滨江路"}, {"Long Bridge", "长桥"}};
  drawing.network().classes = {"residential", "footway"};
  drawing.edge(road).name = 0;
  drawing.edge(bridge).name = 1;
  drawing.edge(path).street_class = 1;
  return drawing.network();
}

/// The city with its streets, and a study of its ledger for one service.
struct TracedWorld {
  City city;
  TravelSettings settings = score_tests::one_metre_per_second();
  StudyResult study;
  Service service;

  explicit TracedWorld(const worlds::WorldMap& map, StreetNetwork streets, Service asked)
      : city(worlds::world_from_map(map)), service(std::move(asked)) {
    city.streets = std::move(streets);
    study.services = {service};
    study.sites = worlds::sites_of_ledger(city);
    for (std::size_t k = 0; k < study.sites.size(); ++k)
      study.sites[k].facility = static_cast<std::uint32_t>(k);
  }
};

/// The tracer of a world's service for everybody.
struct Tracing {
  TracedWorld world;
  TravelFields fields;
  AccessTracer tracer;

  explicit Tracing(TracedWorld traced)
      : world(std::move(traced)),
        fields(world.city, world.settings),
        tracer(world.city, fields, world.study, world.service, world.city.groups.front()) {}
};

}  // namespace quarterhour::trace_tests
