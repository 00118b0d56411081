#include "scenarios/shancheng/shancheng.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

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

Layer district_layer(const std::vector<Unit>& districts) {
  Layer layer{"districts", true, {"id", "name", "name_zh"}, {}};
  for (const Unit& unit : districts) {
    layer.features.push_back({unit.rings, {unit.id, unit.name.en, unit.name.zh}});
  }
  return layer;
}

}  // namespace

void write_shancheng(const ShanchengOptions& options, const std::filesystem::path& folder) {
  const CityPlan plan = checked_plan(options);
  const Grid grid = checked_grid(plan, options);
  StagingFolder staging(folder, {"dem.tif", "people.tif", "streets.gpkg", "water.gpkg", "districts.gpkg",
                                 "facilities.csv", "scenario.toml", "demo.toml"});

  const Rivers rivers(plan, options.seed);
  const Ground ground(plan, rivers, options.seed);
  const Relief relief = make_relief(ground, grid);
  const std::vector<Unit> districts = divide_districts(plan, rivers);
  const Homes homes = settle_people(plan, relief, districts_on(grid, districts), grid, options.seed);
  const std::vector<Facility> ledger = make_ledger(plan, homes, districts, grid, options.seed);
  const std::vector<Street> streets = lay_streets(plan, rivers, relief, homes, grid, options.seed);

  const std::filesystem::path& out = staging.path();
  write_raster(plan, grid, relief.elevation_m, out / "dem.tif");
  write_raster(plan, grid, homes.people, out / "people.tif");
  write_layer(plan, street_layer(streets), out / "streets.gpkg");
  write_layer(plan, water_layer(plan, rivers), out / "water.gpkg");
  write_layer(plan, district_layer(districts), out / "districts.gpkg");
  write_text(ledger_csv(plan, ledger), out / "facilities.csv");
  write_text(first_scenario(), out / "scenario.toml");
  write_text(demo_scenario(grid.cell_width_m()), out / "demo.toml");
  staging.publish();
}

}  // namespace quarterhour
