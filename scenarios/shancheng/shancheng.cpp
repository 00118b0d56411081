#include "scenarios/shancheng/shancheng.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/shancheng/age_groups.h"
#include "scenarios/shancheng/city_rasters.h"
#include "scenarios/shancheng/city_scenarios.h"
#include "scenarios/shancheng/clusters.h"
#include "scenarios/shancheng/districts.h"
#include "scenarios/shancheng/files.h"
#include "scenarios/shancheng/ledger.h"
#include "scenarios/shancheng/people.h"
#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/relief.h"
#include "scenarios/shancheng/rivers.h"
#include "scenarios/shancheng/scenario_text.h"
#include "scenarios/shancheng/staging.h"
#include "scenarios/shancheng/streets.h"
#include "scenarios/shancheng/towns.h"
#include "sim/errors.h"

namespace quarterhour {

namespace {

using namespace shancheng;

constexpr double finest_cell_m = 10.0;
constexpr double coarsest_cell_m = 200.0;

CityPlan checked_plan(const ShanchengOptions& options) {
  std::optional<CityPlan> plan = plan_of_size(options.size);
  if (plan) return std::move(*plan);
  throw InputError(InputFault{"", 0, "size", "\"" + options.size + "\"", "is not a size of Shancheng",
                              "Give size \"town\", \"city\" or \"megacity\""});
}

Grid checked_grid(const CityPlan& plan, const ShanchengOptions& options) {
  const double cell_m = options.cell_m.value_or(plan.cell_m);
  const double cols = plan.width_m / cell_m;
  const double rows = plan.height_m / cell_m;
  // Halves of a metre, so that file and scenario say the same number.
  const bool fits = cell_m >= finest_cell_m && cell_m <= coarsest_cell_m &&
                    2.0 * cell_m == std::floor(2.0 * cell_m) && cols == std::floor(cols) &&
                    rows == std::floor(rows);
  if (!fits) {
    throw InputError(InputFault{"", 0, "cell_m", std::to_string(cell_m),
                                "does not divide a city of " + std::to_string(std::lround(plan.width_m)) +
                                    " x " + std::to_string(std::lround(plan.height_m)) +
                                    " m into whole cells",
                                "Give a size from 10 to 200 m that does, such as 25, 50 or 100"});
  }
  return {static_cast<int>(rows), static_cast<int>(cols), 0.0, plan.height_m, cell_m, cell_m};
}

Layer street_layer(const std::vector<Street>& streets) {
  Layer layer{"streets", false, {"class", "structure", "name", "name_zh"}, {}};
  for (const Street& street : streets) {
    layer.features.push_back(
        {{street.line}, {street.street_class, street.structure, street.name.en, street.name.zh}});
  }
  return layer;
}

Layer water_layer(const CityPlan& plan, const Rivers& rivers) {
  Layer layer{"water", true, {"class", "name", "name_zh"}, {}};
  for (std::size_t i = 0; i < plan.rivers.size(); ++i) {
    const BilingualName& name = plan.rivers[i].name;
    layer.features.push_back({{rivers.all()[i].outline()}, {"river", name.en, name.zh}});
  }
  return layer;
}

Layer unit_layer(const std::string& name, const std::vector<Unit>& units) {
  Layer layer{name, true, {"id", "name", "name_zh"}, {}};
  for (const Unit& unit : units) {
    layer.features.push_back({unit.rings, {unit.id, unit.name.en, unit.name.zh}});
  }
  return layer;
}

/// The cells that people settle on: those of the files unless they are finer than the plan has it.
Grid homes_grid(const CityPlan& plan, const Grid& grid) {
  if (grid.cell_width_m() >= plan.finest_homes_m) return grid;
  const double cell_m = plan.finest_homes_m;
  return {static_cast<int>(std::ceil(plan.height_m / cell_m)),
          static_cast<int>(std::ceil(plan.width_m / cell_m)),
          0.0,
          plan.height_m,
          cell_m,
          cell_m};
}

/// The first district without a cluster in the plan; those after it have none either.
std::size_t first_county(const CityPlan& plan) {
  std::size_t first = 0;
  for (const ClusterPlan& cluster : plan.clusters) first = std::max(first, cluster.district.value_or(0) + 1);
  return first;
}

std::vector<std::string> files_of(const CityPlan& plan) {
  std::vector<std::string> names = {"dem.tif",        "people.tif",     "streets.gpkg",  "water.gpkg",
                                    "districts.gpkg", "facilities.csv", "scenario.toml", "demo.toml"};
  if (plan.size == "town") return names;
  names.insert(names.end(), {"clusters.gpkg", "land_class.tif", "land_class.csv"});
  for (const std::string_view group : age_groups) names.push_back("people_" + std::string(group) + ".tif");
  if (plan.size == "city") names.push_back("levels.toml");
  return names;
}

void write_scenarios(const CityPlan& plan, double cell_m, const std::filesystem::path& out) {
  write_text(first_scenario(), out / "scenario.toml");
  if (plan.size == "town") {
    write_text(demo_scenario(cell_m), out / "demo.toml");
    return;
  }
  write_text(city_demo_scenario(cell_m, plan.size == "city" ? 20 : 50), out / "demo.toml");
  if (plan.size == "city") write_text(levels_scenario(cell_m), out / "levels.toml");
}

}  // namespace

void write_shancheng(const ShanchengOptions& options, const std::filesystem::path& folder) {
  CityPlan plan = checked_plan(options);
  const Grid grid = checked_grid(plan, options);
  const bool town = plan.size == "town";
  StagingFolder staging(folder, files_of(plan));

  const Rivers rivers(plan, options.seed);
  const Ground ground(plan, rivers, options.seed);
  const Grid home_grid = homes_grid(plan, grid);
  const Relief relief = make_relief(ground, home_grid);
  const std::vector<Unit> districts = divide_districts(plan, rivers, options.seed);
  const Raster<std::int32_t> district_of_cell = districts_on(home_grid, districts);
  if (plan.town_people > 0.0) {
    found_towns(plan, first_county(plan), plan.town_people, district_of_cell, relief, rivers, home_grid,
                options.seed);
  }
  const Homes homes = settle_people(plan, relief, district_of_cell, home_grid, options.seed);
  const std::vector<Facility> ledger = make_ledger(plan, homes, districts, home_grid, options.seed);
  const std::vector<Street> streets = lay_streets(plan, rivers, relief, homes, home_grid, options.seed);

  const std::filesystem::path& out = staging.path();
  if (town) {
    write_raster(plan, grid, relief.elevation_m, out / "dem.tif");
    write_raster(plan, grid, homes.people, out / "people.tif");
  } else {
    write_city_rasters(plan, ground, {home_grid, relief, homes}, grid, options.seed, out);
    write_layer(plan, unit_layer("clusters", outline_clusters(plan, districts, options.seed)),
                out / "clusters.gpkg");
  }
  write_layer(plan, street_layer(streets), out / "streets.gpkg");
  write_layer(plan, water_layer(plan, rivers), out / "water.gpkg");
  write_layer(plan, unit_layer("districts", districts), out / "districts.gpkg");
  write_text(ledger_csv(plan, ledger), out / "facilities.csv");
  write_scenarios(plan, grid.cell_width_m(), out);
  staging.publish();
}

}  // namespace quarterhour
