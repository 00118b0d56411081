#include "geometry/cost_tiles.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace quarterhour {

template <class Value>
CostTiles<Value>::CostTiles(MoveCosts<Value> moves, std::shared_ptr<CostMemory> memory)
    : moves_(std::move(moves)), memory_(std::move(memory)) {
  if (moves_.move_count() == 0) return;
  const auto tiles = static_cast<std::size_t>(tile_row_count()) * static_cast<std::size_t>(tile_col_count());
  tiles_ = std::make_unique<std::atomic<Value*>[]>(tiles);
  rooms_ = std::make_unique<Rooms>();
}

template <class Value>
CostTiles<Value>::~CostTiles() {
  forget();
}

template <class Value>
void CostTiles<Value>::forget() {
  if (!tiles_) return;
  const auto tiles = static_cast<std::size_t>(tile_row_count()) * static_cast<std::size_t>(tile_col_count());
  for (std::size_t tile = 0; tile < tiles; ++tile) tiles_[tile] = nullptr;
  memory_->give_back(rooms_->bytes);
  rooms_ = std::make_unique<Rooms>();
}

template <class Value>
CellWindow CostTiles<Value>::window_of(int tile_row, int tile_col) const {
  return {tile_row * tile_rows, std::min(moves_.rows(), (tile_row + 1) * tile_rows), tile_col * tile_cols,
          std::min(moves_.cols(), (tile_col + 1) * tile_cols)};
}

template <class Value>
sweeps::CostView<Value> CostTiles<Value>::view(const Value* first, const Value* third,
                                               std::size_t pitch) const {
  sweeps::CostView<Value> view;
  view.first = first;
  if (MoveCosts<Value>::has_three_terms()) {
    view.second = moves_.second().data();
    view.third = third;
  }
  view.move_count = moves_.move_count();
  view.pitch = pitch;
  return view;
}

template <class Value>
Value* CostTiles<Value>::room_for_tile() const {
  Rooms& rooms = *rooms_;
  const tbb::spin_mutex::scoped_lock lock(rooms.in_use);
  if (rooms.free.empty()) {
    std::size_t count = std::max<std::size_t>(1, block_bytes / tile_bytes());
    if (!memory_->take(count * tile_bytes())) {
      count = 1;
      if (!memory_->take(tile_bytes())) return nullptr;
    }
    const std::size_t values = tile_bytes() / sizeof(Value);
    rooms.bytes += count * tile_bytes();
    rooms.blocks.push_back(std::make_unique_for_overwrite<Value[]>(count * values));
    for (std::size_t k = count; k > 0; --k)
      rooms.free.push_back(rooms.blocks.back().get() + (k - 1) * values);
  }
  Value* const room = rooms.free.back();
  rooms.free.pop_back();
  return room;
}

template <class Value>
const Value* CostTiles<Value>::kept(int tile_row, int tile_col, CostScratch<Value>& scratch) const {
  std::atomic<Value*>& slot =
      tiles_[static_cast<std::size_t>(tile_row) * static_cast<std::size_t>(tile_col_count()) +
             static_cast<std::size_t>(tile_col)];
  if (const Value* const found = slot.load(std::memory_order_acquire)) return found;
  if (moves_.is_cheap()) return nullptr;
  Value* const made = room_for_tile();
  if (made == nullptr) return nullptr;
  Value* const third = MoveCosts<Value>::has_three_terms() ? made + tile_values() : nullptr;
  const CellWindow whole = window_of(tile_row, tile_col);
  moves_.compute(whole, scratch.ground, made, third, tile_cols);
  moves_.pad(whole, made, third, tile_cols);
  Value* other = nullptr;
  if (slot.compare_exchange_strong(other, made, std::memory_order_acq_rel)) return made;
  // Another thread was faster.
  const tbb::spin_mutex::scoped_lock lock(rooms_->in_use);
  rooms_->free.push_back(made);
  return other;
}

template <class Value>
sweeps::CostView<Value> CostTiles<Value>::tile(int tile_row, int tile_col,
                                               CostScratch<Value>& scratch) const {
  scratch.window = window_of(tile_row, tile_col);
  const Value* const found = kept(tile_row, tile_col, scratch);
  scratch.missing_rows.assign(static_cast<std::size_t>(scratch.window.rows()), found == nullptr ? 1 : 0);
  if (found != nullptr) return view(found, third_of(found), tile_cols);
  moves_.begin_rows(scratch.window, scratch.ground, scratch.costs);
  return view(scratch.costs.first.data(), scratch.costs.third.data(), scratch.costs.pitch);
}

template <class Value>
sweeps::CostView<Value> CostTiles<Value>::window(const CellWindow& window, bool keep,
                                                 CostScratch<Value>& scratch) const {
  WindowCosts<Value>& costs = scratch.costs;
  if (!keep || moves_.is_cheap()) {
    moves_.compute(window, scratch.ground, costs);
    return view(costs.first.data(), costs.third.data(), costs.pitch);
  }
  costs.pitch = cost_pitch(window.cols());
  const std::size_t values = static_cast<std::size_t>(window.rows()) * moves_.move_count() * costs.pitch;
  if (costs.first.size() < values) costs.first.resize(values);
  if (MoveCosts<Value>::has_three_terms() && costs.third.size() < values) costs.third.resize(values);
  for (int tile_row = window.row_begin / tile_rows; tile_row * tile_rows < window.row_end; ++tile_row) {
    for (int tile_col = window.col_begin / tile_cols; tile_col * tile_cols < window.col_end; ++tile_col) {
      const CellWindow whole = window_of(tile_row, tile_col);
      const CellWindow part{
          std::max(whole.row_begin, window.row_begin), std::min(whole.row_end, window.row_end),
          std::max(whole.col_begin, window.col_begin), std::min(whole.col_end, window.col_end)};
      const std::size_t lines_before =
          static_cast<std::size_t>(part.row_begin - window.row_begin) * moves_.move_count();
      const std::size_t to =
          lines_before * costs.pitch + static_cast<std::size_t>(part.col_begin - window.col_begin);
      const Value* const found = kept(tile_row, tile_col, scratch);
      if (found == nullptr) {
        Value* const third = MoveCosts<Value>::has_three_terms() ? costs.third.data() + to : nullptr;
        moves_.compute(part, scratch.ground, costs.first.data() + to, third, costs.pitch);
        continue;
      }
      const std::size_t from = static_cast<std::size_t>(part.row_begin - whole.row_begin) *
                                   moves_.move_count() * static_cast<std::size_t>(tile_cols) +
                               static_cast<std::size_t>(part.col_begin - whole.col_begin);
      const std::size_t lines = static_cast<std::size_t>(part.rows()) * moves_.move_count();
      const std::size_t bytes = static_cast<std::size_t>(part.cols()) * sizeof(Value);
      for (std::size_t line = 0; line < lines; ++line) {
        std::memcpy(costs.first.data() + to + line * costs.pitch,
                    found + from + line * static_cast<std::size_t>(tile_cols), bytes);
        if (MoveCosts<Value>::has_three_terms())
          std::memcpy(costs.third.data() + to + line * costs.pitch,
                      third_of(found) + from + line * static_cast<std::size_t>(tile_cols), bytes);
      }
    }
  }
  return view(costs.first.data(), costs.third.data(), costs.pitch);
}

template class CostTiles<float>;
template class CostTiles<double>;

}  // namespace quarterhour
