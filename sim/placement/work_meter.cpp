#include "sim/placement/cover_search.h"

namespace quarterhour {

WorkMeter::WorkMeter(const CoverStop& stop, std::uint64_t limit)
    : stop_(stop), limit_(limit), start_(std::chrono::steady_clock::now()) {}

bool WorkMeter::spent() {
  if (spent_) return true;
  if (stop_.interrupted && stop_.interrupted()) {
    why_ = PlanStatus::interrupted;
    spent_ = true;
  } else if (done_ >= limit_) {
    why_ = PlanStatus::work_limit;
    spent_ = true;
  } else if (stop_.seconds) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    if (elapsed.count() >= *stop_.seconds) {
      why_ = PlanStatus::time_limit;
      spent_ = true;
    }
  }
  return spent_;
}

}  // namespace quarterhour
