#include "sim/placement/shared_people.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace quarterhour {

SharedPeople::SharedPeople(const SharedInstance& instance)
    : instance_(instance), unserved_(instance.service_count(), 0), wanting_(instance.point_count(), 0) {
  prefix_sums(instance.weight, weight_prefix_);
}

void SharedPeople::open(std::uint32_t candidate) {
  chosen_.push_back(candidate);
  is_current_ = false;
}

void SharedPeople::close(std::uint32_t candidate) {
  chosen_.erase(std::find(chosen_.begin(), chosen_.end(), candidate));
  is_current_ = false;
}

void SharedPeople::open_only(std::span<const std::uint32_t> candidates) {
  chosen_.assign(candidates.begin(), candidates.end());
  is_current_ = false;
}

bool SharedPeople::holds(std::uint32_t candidate) const {
  return std::find(chosen_.begin(), chosen_.end(), candidate) != chosen_.end();
}

std::int64_t SharedPeople::served() {
  share_out();
  return served_;
}

std::vector<std::int64_t> SharedPeople::served_by_site() {
  share_out();
  return by_site_;
}

std::int64_t SharedPeople::gain_at_most(std::uint32_t candidate) {
  share_out();
  std::int64_t gain = 0;
  for (const SitePart& part : instance_.site[candidate])
    gain += std::min({part.room, unserved_[part.service], sum_over(part.runs, wanting_prefix_)});
  return gain;
}

void SharedPeople::share_out() {
  if (is_current_) return;
  served_ = 0;
  by_site_.assign(instance_.site.size(), 0);
  for (std::uint32_t service = 0; service < instance_.service_count(); ++service) share_out_service(service);
  prefix_sums(wanting_, wanting_prefix_);
  is_current_ = true;
}

void SharedPeople::find_classes(std::uint32_t service) {
  parts_.clear();
  classes_.clear();
  pieces_.clear();
  const auto add = [&](std::uint32_t site) {
    for (const SitePart& part : instance_.site[site])
      if (part.service == service) parts_.push_back({site, &part, part.room, {}});
  };
  for (auto site = static_cast<std::uint32_t>(instance_.candidates); site < instance_.site.size(); ++site)
    add(site);
  for (const std::uint32_t k : chosen_) add(k);

  // Where a run begins or ends the open sites within reach change.
  std::vector<std::tuple<std::uint32_t, bool, std::uint32_t>> ends;
  for (std::uint32_t p = 0; p < parts_.size(); ++p)
    for (const IndexRun run : parts_[p].part->runs) {
      ends.emplace_back(run.begin, true, p);
      ends.emplace_back(run.end, false, p);
    }
  std::sort(ends.begin(), ends.end());
  std::map<std::vector<std::uint32_t>, std::uint32_t> known;
  std::vector<std::uint32_t> within;
  std::uint32_t at = instance_.first_point[service];
  const auto piece_up_to = [&](std::uint32_t end) {
    if (end <= at) return;
    const auto [found, is_new] = known.try_emplace(within, static_cast<std::uint32_t>(classes_.size()));
    if (is_new) classes_.push_back({within, std::vector<std::int64_t>(within.size(), 0)});
    const std::int64_t weight = weight_prefix_[end] - weight_prefix_[at];
    classes_[found->second].weight += weight;
    pieces_.push_back({{at, end}, found->second});
    at = end;
  };
  for (const auto& [point, begins, part] : ends) {
    piece_up_to(point);
    const auto place = std::lower_bound(within.begin(), within.end(), part);
    if (begins)
      within.insert(place, part);
    else
      within.erase(place);
  }
  piece_up_to(instance_.first_point[service + 1]);
  for (std::uint32_t c = 0; c < classes_.size(); ++c) {
    classes_[c].left = classes_[c].weight;
    for (std::uint32_t k = 0; k < classes_[c].part.size(); ++k)
      parts_[classes_[c].part[k]].classes.emplace_back(c, k);
  }
}

void SharedPeople::fill() {
  std::vector<std::uint32_t> order(classes_.size());
  for (std::uint32_t c = 0; c < order.size(); ++c) order[c] = c;
  // Those with the least choice first.
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return classes_[a].part.size() < classes_[b].part.size();
  });
  for (const std::uint32_t c : order) {
    Class& of = classes_[c];
    while (of.left > 0 && !of.part.empty()) {
      std::uint32_t best = 0;
      for (std::uint32_t k = 1; k < of.part.size(); ++k)
        if (parts_[of.part[k]].left > parts_[of.part[best]].left) best = k;
      OpenPart& to = parts_[of.part[best]];
      if (to.left == 0) break;
      const std::int64_t moved = std::min(of.left, to.left);
      of.flow[best] += moved;
      of.left -= moved;
      to.left -= moved;
    }
  }
}

/// Sends some of the class somewhere by moving others on (a shortest augmenting path; Edmonds & Karp 1972). False: there is no way.
bool SharedPeople::augment(std::uint32_t from) {
  constexpr std::uint32_t none = UINT32_MAX;
  // How each part was reached: from a class, by its place among the class's parts; how each class: from a part.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> part_from(parts_.size(), {none, none});
  std::vector<std::pair<std::uint32_t, std::uint32_t>> class_from(classes_.size(), {none, none});
  std::vector<std::uint32_t> queue{from};
  class_from[from] = {none, 0};
  std::vector<std::uint8_t> is_seen(classes_.size(), 0);
  is_seen[from] = 1;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::uint32_t c = queue[head];
    for (std::uint32_t k = 0; k < classes_[c].part.size(); ++k) {
      const std::uint32_t p = classes_[c].part[k];
      if (part_from[p].first != none) continue;
      part_from[p] = {c, k};
      if (parts_[p].left == 0) {
        for (const auto& [other, place] : parts_[p].classes) {
          if (is_seen[other] != 0 || classes_[other].flow[place] == 0) continue;
          is_seen[other] = 1;
          class_from[other] = {p, place};
          queue.push_back(other);
        }
        continue;
      }
      std::int64_t moved = std::min(parts_[p].left, classes_[from].left);
      for (std::uint32_t at = c; at != from;) {
        moved = std::min(moved, classes_[at].flow[class_from[at].second]);
        at = part_from[class_from[at].first].first;
      }
      parts_[p].left -= moved;
      for (std::uint32_t to = p;;) {
        const auto [of, place] = part_from[to];
        classes_[of].flow[place] += moved;
        if (of == from) break;
        classes_[of].flow[class_from[of].second] -= moved;
        to = class_from[of].first;
      }
      classes_[from].left -= moved;
      return true;
    }
  }
  return false;
}

void SharedPeople::mark() {
  std::vector<std::uint32_t> queue;
  std::vector<std::uint8_t> is_seen(parts_.size(), 0);
  for (std::uint32_t c = 0; c < classes_.size(); ++c) {
    classes_[c].is_marked = classes_[c].left > 0;
    if (classes_[c].is_marked) queue.push_back(c);
  }
  for (std::size_t head = 0; head < queue.size(); ++head)
    for (const std::uint32_t p : std::vector<std::uint32_t>(classes_[queue[head]].part)) {
      if (is_seen[p] != 0) continue;
      is_seen[p] = 1;
      for (const auto& [other, place] : parts_[p].classes) {
        if (classes_[other].is_marked || classes_[other].flow[place] == 0) continue;
        classes_[other].is_marked = true;
        queue.push_back(other);
      }
    }
}

void SharedPeople::share_out_service(std::uint32_t service) {
  find_classes(service);
  fill();
  for (std::uint32_t c = 0; c < classes_.size(); ++c)
    while (classes_[c].left > 0 && augment(c)) {}
  mark();
  std::int64_t unserved = 0;
  for (const Class& of : classes_) unserved += of.left;
  unserved_[service] = unserved;
  served_ += weight_prefix_[instance_.first_point[service + 1]] -
             weight_prefix_[instance_.first_point[service]] - unserved;
  for (const OpenPart& part : parts_) by_site_[part.site] += part.part->room - part.left;
  for (const Piece& piece : pieces_)
    for (std::uint32_t i = piece.points.begin; i < piece.points.end; ++i)
      wanting_[i] = classes_[piece.of].is_marked ? instance_.weight[i] : 0;
}

}  // namespace quarterhour
