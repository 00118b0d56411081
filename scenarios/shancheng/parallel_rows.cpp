#include "scenarios/shancheng/parallel_rows.h"

#include <tbb/parallel_for.h>

namespace quarterhour::shancheng {

void in_parallel(int count, const std::function<void(int)>& work) { tbb::parallel_for(0, count, work); }

}  // namespace quarterhour::shancheng
