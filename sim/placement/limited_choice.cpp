#include "sim/placement/limited_choice.h"

#include <algorithm>
#include <cmath>

namespace quarterhour {

namespace {

/// Up to here a product of doubles is off by less than an eighth.
constexpr double exact_enough = 0x1.0p50;
constexpr double inward = 1.0 - 0x1.0p-50;
constexpr double outward = 1.0 + 0x1.0p-51;
constexpr std::int64_t unit_of_rounding = 2;

/// At most what `cost` comes to at a price, less `unit_of_rounding`, and at most `largest`.
std::int64_t charge(double price, double cost, double largest) {
  const double product = price * cost;
  const double safe = product <= exact_enough ? product : product * inward;
  if (safe > largest) return static_cast<std::int64_t>(largest) - unit_of_rounding;
  return static_cast<std::int64_t>(std::floor(safe)) - unit_of_rounding;
}

}  // namespace

LimitedChoice::LimitedChoice(const RuledSites& sites, std::span<const double> cost)
    : choice_(sites), cost_(cost) {
  double forced = 1.0;
  for (const int least : sites.least) forced += least;
  largest_charge_ = 0x1.0p60 / forced;
}

bool LimitedChoice::ask(double price) {
  priced_.resize(free_.size());
  for (std::size_t k = 0; k < free_.size(); ++k)
    priced_[k] = price > 0.0 ? worth_[k] - charge(price, cost_[free_[k]], largest_charge_) : worth_[k];
  return choice_.choose(free_, priced_, held_, SiteChoice::any_number);
}

double LimitedChoice::spent() const {
  double sum = 0.0;
  for (const std::uint32_t position : choice_.taken()) sum += cost_[free_[position]];
  return sum;
}

bool LimitedChoice::choose(std::span<const std::uint32_t> free, std::span<const std::int64_t> worth,
                           std::span<const int> held, double left) {
  free_ = free;
  worth_ = worth;
  held_ = held;
  excess_ = 0;
  if (cost_.empty()) {
    const auto places = static_cast<std::size_t>(std::llround(std::max(0.0, left)));
    const bool possible = choice_.choose(free, worth, held, places);
    value_ = choice_.value();
    return possible;
  }
  double low = 0.0;
  double high = std::max(2.0 * price_, 1.0);
  price_ = 0.0;
  if (!ask(0.0)) return false;
  value_ = choice_.value();
  if (spent() <= left || free.empty()) return true;
  const std::int64_t most_worth = *std::max_element(worth.begin(), worth.end());
  double least_cost = cost_[free.front()];
  for (const std::uint32_t k : free) least_cost = std::min(least_cost, cost_[k]);
  const double most = 4.0 * static_cast<double>(std::max<std::int64_t>(most_worth, 1)) / least_cost;
  while (ask(high) && spent() > left && high < most) {
    low = high;
    high *= 4.0;
  }
  constexpr int halvings = 16;
  for (int k = 0; k < halvings; ++k) {
    const double price = 0.5 * (low + high);
    ask(price);
    (spent() > left ? low : high) = price;
  }
  ask(high);
  price_ = high;
  const double money = high * left * outward;
  constexpr double fits = 0x1.0p60;
  if (money >= fits) {
    // Nothing is known of single sites then.
    excess_ = INT64_MAX / 4;
    return true;
  }
  const std::int64_t at_price =
      choice_.value() + static_cast<std::int64_t>(std::ceil(money)) + unit_of_rounding;
  // What no price is needed for is a bound too.
  value_ = std::min(value_, at_price);
  excess_ = at_price - value_;
  return true;
}

}  // namespace quarterhour
