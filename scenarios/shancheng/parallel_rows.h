// Work that falls into independent rows, on all threads.
#pragma once

#include <functional>

namespace quarterhour::shancheng {

/// Calls `work(i)` once for every i in [0, count), in any order and on any thread; returns when all are done.
/// What it throws is thrown here.
void in_parallel(int count, const std::function<void(int)>& work);

}  // namespace quarterhour::shancheng
