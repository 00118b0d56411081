#include <algorithm>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "sim/placement/median_search.h"

namespace quarterhour {

class MedianSet::Ledger {
 public:
  explicit Ledger(const MedianSet& set)
      : set_(set),
        instance_(set.instance_),
        slots_(set.chosen_.size()),
        site_of_slot_(set.chosen_),
        slot_of_(instance_.candidates(), 0),
        gain_(instance_.candidates(), 0),
        loss_(slots_, 0),
        saved_(instance_.candidates() * slots_, 0) {
    for (std::uint32_t slot = 0; slot < slots_; ++slot) slot_of_[site_of_slot_[slot]] = slot;
    for (std::size_t i = 0; i < instance_.points(); ++i) count(i, 1);
  }

  /// Adds (sign 1) or takes back (-1) what a point says about exchanges while its sites are what they are.
  void count(std::size_t point, std::int64_t sign) {
    const std::int64_t nearest = set_.nearest_[point];
    const std::int64_t second = set_.second_[point];
    const std::uint32_t site = set_.nearest_site_[point];
    const std::size_t slot = site == nobody ? 0 : slot_of_[site];
    if (site != nobody) loss_[slot] += sign * (second - nearest);
    for (std::size_t w = instance_.first[point]; w < instance_.first[point + 1]; ++w) {
      const std::int64_t cost = instance_.cost[w];
      if (cost >= second) break;
      const std::size_t candidate = instance_.candidate[w];
      if (cost < nearest) gain_[candidate] += sign * (nearest - cost);
      if (site != nobody) saved_[candidate * slots_ + slot] += sign * (second - std::max(cost, nearest));
    }
  }

  /// The slot of a site that leaves goes to the one that joins.
  void hand_over(std::uint32_t leaves, std::uint32_t joins) {
    slot_of_[joins] = slot_of_[leaves];
    site_of_slot_[slot_of_[joins]] = joins;
  }

  /// What the sum falls by where `in` takes the place of `out`.
  [[nodiscard]] std::int64_t net(std::uint32_t in, std::uint32_t out) const {
    const std::size_t slot = slot_of_[out];
    return gain_[in] - loss_[slot] + saved_[in * slots_ + slot];
  }

  [[nodiscard]] Exchange best() const {
    Exchange best;
    for (std::uint32_t in = 0; in < instance_.candidates(); ++in) {
      if (set_.is_chosen_[in] != 0) continue;
      const std::int64_t* const saved = saved_.data() + in * slots_;
      std::int64_t most = saved[0] - loss_[0];
      for (std::size_t slot = 1; slot < slots_; ++slot) most = std::max(most, saved[slot] - loss_[slot]);
      if (gain_[in] + most <= best.gain) continue;
      for (std::size_t slot = 0; slot < slots_; ++slot) {
        const std::uint32_t out = site_of_slot_[slot];
        const std::int64_t net = gain_[in] + saved[slot] - loss_[slot];
        if (best.is_beaten_by(net, in, out) && set_.may_exchange(in, out)) best = {net, in, out};
      }
    }
    return best;
  }

 private:
  const MedianSet& set_;
  const MedianInstance& instance_;
  std::size_t slots_;
  std::vector<std::uint32_t> site_of_slot_;
  std::vector<std::uint32_t> slot_of_;
  /// By candidate: what it gains beside all that stand. By slot: what closing a site costs. By both: what closing costs less
  /// where the candidate joins.
  std::vector<std::int64_t> gain_;
  std::vector<std::int64_t> loss_;
  std::vector<std::int64_t> saved_;
};

MedianSet::MedianSet(const MedianInstance& instance)
    : instance_(instance),
      is_chosen_(instance.candidates(), 0),
      nearest_site_(instance.points(), nobody),
      nearest_(instance.otherwise),
      second_(instance.otherwise) {
  for (const std::int64_t cost : nearest_) sum_ += cost;
  if (instance.limits) room_.emplace(*instance.limits);
}

void MedianSet::look_again(std::size_t point) {
  sum_ -= nearest_[point];
  nearest_[point] = second_[point] = instance_.otherwise[point];
  nearest_site_[point] = nobody;
  for (std::size_t w = instance_.first[point]; w < instance_.first[point + 1]; ++w) {
    if (is_chosen_[instance_.candidate[w]] == 0) continue;
    if (nearest_site_[point] != nobody) {
      second_[point] = instance_.cost[w];
      break;
    }
    nearest_[point] = instance_.cost[w];
    nearest_site_[point] = instance_.candidate[w];
  }
  sum_ += nearest_[point];
}

void MedianSet::add(std::uint32_t candidate, Ledger* ledger) {
  is_chosen_[candidate] = 1;
  chosen_.push_back(candidate);
  if (room_) room_->add(candidate);
  for (std::size_t w = instance_.first_of_candidate[candidate];
       w < instance_.first_of_candidate[candidate + 1]; ++w) {
    const std::uint32_t point = instance_.point_of[w];
    const std::int64_t cost = instance_.cost_of[w];
    if (cost >= second_[point]) continue;
    if (ledger != nullptr) ledger->count(point, -1);
    if (cost < nearest_[point]) {
      sum_ -= nearest_[point] - cost;
      second_[point] = nearest_[point];
      nearest_[point] = cost;
      nearest_site_[point] = candidate;
    } else {
      second_[point] = cost;
    }
    if (ledger != nullptr) ledger->count(point, 1);
  }
}

void MedianSet::remove(std::uint32_t candidate, Ledger* ledger) {
  is_chosen_[candidate] = 0;
  chosen_.erase(std::find(chosen_.begin(), chosen_.end(), candidate));
  if (room_) room_->remove(candidate);
  for (std::size_t w = instance_.first_of_candidate[candidate];
       w < instance_.first_of_candidate[candidate + 1]; ++w) {
    const std::uint32_t point = instance_.point_of[w];
    if (instance_.cost_of[w] > second_[point]) continue;
    if (ledger != nullptr) ledger->count(point, -1);
    look_again(point);
    if (ledger != nullptr) ledger->count(point, 1);
  }
}

void MedianSet::assign(std::span<const std::uint32_t> chosen) {
  for (const std::uint32_t k : chosen_) is_chosen_[k] = 0;
  chosen_.clear();
  nearest_ = second_ = instance_.otherwise;
  std::fill(nearest_site_.begin(), nearest_site_.end(), nobody);
  sum_ = 0;
  for (const std::int64_t cost : nearest_) sum_ += cost;
  if (room_) room_.emplace(*instance_.limits);
  for (const std::uint32_t k : chosen) add(k);
}

void MedianSet::assign_what_fits(std::span<const std::uint32_t> chosen) {
  assign({});
  for (const std::uint32_t k : chosen)
    if (!room_ || room_->allows(k)) add(k);
}

std::int64_t MedianSet::gain_of(std::uint32_t candidate) const {
  std::int64_t gain = 0;
  for (std::size_t w = instance_.first_of_candidate[candidate];
       w < instance_.first_of_candidate[candidate + 1]; ++w)
    gain += std::max<std::int64_t>(0, nearest_[instance_.point_of[w]] - instance_.cost_of[w]);
  return gain;
}

void MedianSet::fill_within_limits(WorkMeter& meter) {
  const std::vector<std::uint32_t> before = chosen_;
  add_the_best(meter, false);
  if (room_->missing() == 0) return;
  // What came first stands where a minimum wants room.
  assign(before);
  add_the_best(meter, true);
  add_the_best(meter, false);
}

void MedianSet::add_the_best(WorkMeter& meter, bool only_wanted) {
  const auto candidates = static_cast<std::uint32_t>(instance_.candidates());
  while (!meter.spent()) {
    std::uint32_t best = nobody;
    double most = 0.0;
    for (std::uint32_t k = 0; k < candidates; ++k) {
      if (is_chosen_[k] != 0 || !room_->allows(k)) continue;
      const bool is_wanted = room_->wants(k);
      if (only_wanted && !is_wanted) continue;
      const double worth = static_cast<double>(gain_of(k)) / room_->limits().cost_of(k);
      if (worth > most || (is_wanted && best == nobody)) {
        most = worth;
        best = k;
      }
    }
    meter.add(candidates + instance_.cost_of.size() / 32 + 1);
    if (best == nobody) return;
    add(best);
  }
}

void MedianSet::fill_greedily(WorkMeter& meter) {
  if (room_) {
    fill_within_limits(meter);
    return;
  }
  // Gains only fall as sites are added: one that is still the best when worked out again is the best of all (Minoux 1978).
  struct Offer {
    std::int64_t gain;
    std::uint32_t candidate;
    bool operator<(const Offer& other) const {
      return std::tie(gain, other.candidate) < std::tie(other.gain, candidate);
    }
  };
  std::vector<Offer> offers;
  for (std::uint32_t k = 0; k < instance_.candidates(); ++k)
    if (is_chosen_[k] == 0) offers.push_back({gain_of(k), k});
  meter.add(offers.size());
  std::priority_queue<Offer> best(std::less<Offer>(), std::move(offers));
  while (chosen_.size() < static_cast<std::size_t>(instance_.count) && !best.empty()) {
    Offer offer = best.top();
    best.pop();
    offer.gain = gain_of(offer.candidate);
    meter.add(1);
    if (!best.empty() && offer < best.top()) {
      best.push(offer);
      continue;
    }
    if (offer.gain <= 0) return;
    add(offer.candidate);
  }
}

MedianSet::Exchange MedianSet::best_of_all() const {
  std::vector<std::int64_t> loss(instance_.candidates(), 0);
  for (std::size_t i = 0; i < nearest_.size(); ++i)
    if (nearest_site_[i] != nobody) loss[nearest_site_[i]] += second_[i] - nearest_[i];
  std::vector<std::uint32_t> by_loss = chosen_;
  std::sort(by_loss.begin(), by_loss.end(), [&loss](std::uint32_t a, std::uint32_t b) {
    return std::tie(loss[a], a) < std::tie(loss[b], b);
  });
  // What closing a site costs less because the new one is there; of the sites in `touched` alone.
  std::vector<std::int64_t> saved(instance_.candidates(), 0);
  std::vector<std::uint32_t> touched;
  Exchange best;
  for (std::uint32_t in = 0; in < instance_.candidates(); ++in) {
    if (is_chosen_[in] != 0) continue;
    std::int64_t gain = 0;
    for (std::size_t w = instance_.first_of_candidate[in]; w < instance_.first_of_candidate[in + 1]; ++w) {
      const std::uint32_t point = instance_.point_of[w];
      const std::int64_t cost = instance_.cost_of[w];
      if (cost >= second_[point]) continue;
      const std::int64_t nearest = nearest_[point];
      if (cost < nearest) gain += nearest - cost;
      const std::uint32_t site = nearest_site_[point];
      if (site == nobody) continue;
      if (saved[site] == 0) touched.push_back(site);
      saved[site] += second_[point] - std::max(cost, nearest);
    }
    const auto offer = [&](std::int64_t net, std::uint32_t out) {
      if (best.is_beaten_by(net, in, out) && may_exchange(in, out)) best = {net, in, out};
    };
    for (const std::uint32_t out : touched) offer(gain - loss[out] + saved[out], out);
    for (const std::uint32_t out : by_loss) {
      if (saved[out] != 0 || !may_exchange(in, out)) continue;
      offer(gain - loss[out], out);
      break;
    }
    for (const std::uint32_t site : touched) saved[site] = 0;
    touched.clear();
  }
  return best;
}

void MedianSet::exchange(WorkMeter& meter, std::size_t most_kept) {
  while (true) {
    exchange_once_settled(meter, most_kept);
    if (!room_ || meter.spent()) return;
    // Cheaper sites may have left money for one more.
    const std::size_t before = chosen_.size();
    fill_within_limits(meter);
    if (chosen_.size() == before) return;
  }
}

void MedianSet::exchange_once_settled(WorkMeter& meter, std::size_t most_kept) {
  if (chosen_.empty()) return;
  std::optional<Ledger> ledger;
  if (chosen_.size() * instance_.candidates() <= most_kept) ledger.emplace(*this);
  while (!meter.spent()) {
    meter.add(instance_.candidates());
    const Exchange best = ledger ? ledger->best() : best_of_all();
    if (best.gain <= 0) return;
    remove(best.out, ledger ? &*ledger : nullptr);
    if (ledger) ledger->hand_over(best.out, best.in);
    add(best.in, ledger ? &*ledger : nullptr);
  }
}

void MedianSet::settle_ties(WorkMeter& meter) {
  if (chosen_.empty() || chosen_.size() * instance_.candidates() > most_exchanges_kept) return;
  Ledger ledger(*this);
  for (bool moved = true; moved && !meter.spent();) {
    moved = false;
    std::vector<std::uint32_t> rising = chosen_;
    std::sort(rising.begin(), rising.end());
    for (const std::uint32_t out : rising) {
      meter.add(out);
      for (std::uint32_t in = 0; in < out; ++in) {
        if (is_chosen_[in] != 0 || ledger.net(in, out) != 0 || !may_exchange(in, out)) continue;
        if (room_ && instance_.limits->cost_of(in) > instance_.limits->cost_of(out)) continue;
        remove(out, &ledger);
        ledger.hand_over(out, in);
        add(in, &ledger);
        moved = true;
        break;
      }
    }
  }
}

bool MedianIncumbent::offer(const MedianSet& set) {
  if (!set.is_plan() || (!chosen.empty() && set.sum() >= sum)) return false;
  is_plan = true;
  sum = set.sum();
  chosen = set.chosen();
  return true;
}

}  // namespace quarterhour
