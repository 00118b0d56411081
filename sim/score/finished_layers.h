// What becomes of the rasters of a service once it has been assessed.
#pragma once

#include <cstddef>

#include "sim/layer_sink.h"

namespace quarterhour {

enum class DrawAreas { no, yes };

/// Gives the layers of `result.access` from position `first_layer` on to `sink` (null: nobody wants them) and then frees their
/// rasters: of each layer its names, limits and `covered_bits` stay. With DrawAreas::yes their areas are added to
/// `result.service_areas` at the same time.
void finish_layers(const City& city, std::size_t first_layer, DrawAreas draw, LayerSink* sink,
                   StudyResult& result);

}  // namespace quarterhour
