// Which crossroads are nearest to a place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/grid.h"

namespace quarterhour::shancheng {

class NearestCrossroads {
 public:
  /// `places`, at least one, in local metres.
  explicit NearestCrossroads(std::vector<PointM> places);

  /// Number of the place nearest to the point, of equally near ones the first.
  [[nodiscard]] std::size_t to(PointM local_point) const;

 private:
  std::vector<PointM> places_;
  PointM corner_;
  std::int64_t columns_ = 1;
  std::int64_t rows_ = 1;
  /// Places of bin i are those from `first_[i]` to before `first_[i + 1]` of `numbers_`, by rising number.
  std::vector<std::size_t> first_;
  std::vector<std::size_t> numbers_;
};

}  // namespace quarterhour::shancheng
