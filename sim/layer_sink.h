// Who takes the rasters of a study as soon as they are known, so that a study never holds them all.
#pragma once

#include "sim/result.h"

namespace quarterhour {

/// Takes each layer once, whole, in the order in which a result lists them. What it wants to keep it copies or writes before
/// it returns: the rasters are freed then. May throw; the study then ends with that error.
class LayerSink {
 public:
  LayerSink() = default;
  LayerSink(const LayerSink&) = delete;
  LayerSink& operator=(const LayerSink&) = delete;
  virtual ~LayerSink() = default;

  virtual void take(const AccessLayer& layer) = 0;
  virtual void take(const CompletenessLayer& layer) = 0;
};

}  // namespace quarterhour
