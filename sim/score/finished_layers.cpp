#include "sim/score/finished_layers.h"

#include <tbb/task_group.h>

#include "sim/score/service_areas.h"

namespace quarterhour {

namespace {

void free_rasters(AccessLayer& layer) {
  layer.covered_bits = CellBits(layer.covered);
  layer.seconds = {};
  layer.seconds_in_double = {};
  layer.metres = {};
  layer.covered = {};
  layer.choice = {};
  layer.nearest_site = {};
  layer.reason = {};
  layer.in_circle = {};
  layer.served_share = {};
  layer.serving_site = {};
  layer.supply_2sfca = {};
  layer.supply_e2sfca = {};
}

}  // namespace

void finish_layers(const City& city, std::size_t first_layer, DrawAreas draw, LayerSink* sink,
                   StudyResult& result) {
  tbb::task_group drawing;
  if (draw == DrawAreas::yes) drawing.run([&] { add_service_areas(city, result, first_layer); });
  try {
    // A sink may hold what belongs to one thread, such as an open file: it is called from this one.
    if (sink != nullptr)
      for (std::size_t k = first_layer; k < result.access.size(); ++k) sink->take(result.access[k]);
  } catch (...) {
    drawing.cancel();
    drawing.wait();
    throw;
  }
  drawing.wait();
  for (std::size_t k = first_layer; k < result.access.size(); ++k) free_rasters(result.access[k]);
}

}  // namespace quarterhour
