#include "sim/placement/shared_people.h"

#include <algorithm>

namespace quarterhour {

SharedPeople::SharedPeople(const SharedInstance& instance)
    : instance_(instance),
      services_(instance.service_count()),
      by_site_(instance.service_count(), std::vector<std::int64_t>(instance.site.size(), 0)),

      part_of_site_(instance.site.size(), 0) {
  prefix_sums(instance.weight, weight_prefix_);
  for (auto site = static_cast<std::uint32_t>(instance.candidates); site < instance.site.size(); ++site)
    add_site(site);
}

void SharedPeople::add_site(std::uint32_t site) {
  for (const SitePart& part : instance_.site[site]) {
    Service& service = services_[part.service];
    service.is_current = false;
    const auto old = static_cast<std::ptrdiff_t>(service.ends.size());
    for (const IndexRun run : part.runs) {
      service.ends.push_back({run.begin, true, site});
      service.ends.push_back({run.end, false, site});
    }
    // Runs do not touch, so that their ends rise.
    std::inplace_merge(service.ends.begin(), service.ends.begin() + old, service.ends.end());
  }
}

void SharedPeople::remove_site(std::uint32_t site) {
  for (const SitePart& part : instance_.site[site]) {
    Service& service = services_[part.service];
    service.is_current = false;
    std::erase_if(service.ends, [&](const RunEnd& end) { return end.site == site; });
  }
}

void SharedPeople::open(std::uint32_t candidate) {
  chosen_.push_back(candidate);
  add_site(candidate);
}

void SharedPeople::close(std::uint32_t candidate) {
  chosen_.erase(std::find(chosen_.begin(), chosen_.end(), candidate));
  remove_site(candidate);
}

void SharedPeople::open_only(std::span<const std::uint32_t> candidates) {
  for (const std::uint32_t k : std::vector<std::uint32_t>(chosen_))
    if (std::find(candidates.begin(), candidates.end(), k) == candidates.end()) remove_site(k);
  for (const std::uint32_t k : candidates)
    if (!holds(k)) add_site(k);
  chosen_.assign(candidates.begin(), candidates.end());
}

bool SharedPeople::holds(std::uint32_t candidate) const {
  return std::find(chosen_.begin(), chosen_.end(), candidate) != chosen_.end();
}

std::int64_t SharedPeople::served() {
  share_out();
  std::int64_t served = 0;
  for (const Service& service : services_) served += service.served;
  return served;
}

std::vector<std::int64_t> SharedPeople::served_by_site() {
  share_out();
  std::vector<std::int64_t> sums(instance_.site.size(), 0);
  for (const std::vector<std::int64_t>& of_service : by_site_)
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += of_service[k];
  return sums;
}

std::int64_t SharedPeople::gain_at_most(std::uint32_t candidate) {
  find_wanting();
  std::int64_t gain = 0;
  for (const SitePart& part : instance_.site[candidate]) {
    const Service& service = services_[part.service];
    const std::uint32_t first = instance_.first_point[part.service];
    std::int64_t wanting = 0;
    for (const IndexRun run : part.runs)
      wanting += service.wanting[run.end - first] - service.wanting[run.begin - first];
    gain += std::min({part.room, service.unserved, wanting});
  }
  return gain;
}

void SharedPeople::share_out() {
  for (std::uint32_t service = 0; service < services_.size(); ++service)
    if (!services_[service].is_current) share_out_service(service);
}

void SharedPeople::find_wanting() {
  share_out();
  for (Service& service : services_) {
    if (service.is_wanting_current) continue;
    service.is_wanting_current = true;
    service.wanting.clear();
    std::int64_t sum = 0;
    service.wanting.push_back(sum);
    for (const Piece& piece : service.pieces) {
      if (service.is_marked[piece.of] == 0) {
        service.wanting.resize(service.wanting.size() + piece.points.end - piece.points.begin, sum);
        continue;
      }
      for (std::uint32_t i = piece.points.begin; i < piece.points.end; ++i)
        service.wanting.push_back(sum += instance_.weight[i]);
    }
  }
}

std::uint32_t SharedPeople::class_of(const std::vector<std::uint32_t>& sites, std::uint64_t signature) {
  const auto [begin, end] = known_.equal_range(signature);
  const auto found = std::find_if(begin, end, [&](const auto& entry) {
    const Class& other = classes_[entry.second];
    return std::equal(sites.begin(), sites.end(), other.part.begin(), other.part.end());
  });
  if (found != end) return found->second;
  const auto number = static_cast<std::uint32_t>(classes_.size());
  known_.emplace(signature, number);
  classes_.push_back({sites, std::vector<std::int64_t>(sites.size(), 0)});
  return number;
}

void SharedPeople::find_classes(std::uint32_t number) {
  Service& service = services_[number];
  parts_.clear();
  classes_.clear();
  known_.clear();
  service.pieces.clear();
  const auto add = [&](std::uint32_t site) {
    for (const SitePart& part : instance_.site[site])
      if (part.service == number) {
        part_of_site_[site] = static_cast<std::uint32_t>(parts_.size());
        parts_.push_back({site, part.room, part.room, {}});
      }
  };
  for (auto site = static_cast<std::uint32_t>(instance_.candidates); site < instance_.site.size(); ++site)
    add(site);
  for (const std::uint32_t k : chosen_) add(k);

  // Where a run begins or ends the open sites within reach change.
  std::vector<std::uint32_t> within;
  std::uint64_t signature = 0;
  std::uint32_t at = instance_.first_point[number];
  const auto piece_up_to = [&](std::uint32_t end) {
    if (end <= at) return;
    const std::uint32_t of = class_of(within, signature);
    classes_[of].weight += weight_prefix_[end] - weight_prefix_[at];
    service.pieces.push_back({{at, end}, of});
    at = end;
  };
  for (const RunEnd& end : service.ends) {
    piece_up_to(end.point);
    const std::uint32_t part = part_of_site_[end.site];
    // A number of many bits for each part, so that sums tell most classes apart.
    const std::uint64_t mixed =
        (part + 1) * 0x9e3779b97f4a7c15ULL ^ ((part + 1) * 0xbf58476d1ce4e5b9ULL >> 29U);
    const auto place = std::lower_bound(within.begin(), within.end(), part);
    if (end.begins) {
      within.insert(place, part);
      signature += mixed;
    } else {
      within.erase(place);
      signature -= mixed;
    }
  }
  piece_up_to(instance_.first_point[number + 1]);
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

void SharedPeople::mark(Service& service) const {
  service.is_marked.assign(classes_.size(), 0);
  std::vector<std::uint32_t> queue;
  std::vector<std::uint8_t> is_seen(parts_.size(), 0);
  for (std::uint32_t c = 0; c < classes_.size(); ++c) {
    if (classes_[c].left == 0) continue;
    service.is_marked[c] = 1;
    queue.push_back(c);
  }
  for (std::size_t head = 0; head < queue.size(); ++head)
    for (const std::uint32_t p : classes_[queue[head]].part) {
      if (is_seen[p] != 0) continue;
      is_seen[p] = 1;
      for (const auto& [other, place] : parts_[p].classes) {
        if (service.is_marked[other] != 0 || classes_[other].flow[place] == 0) continue;
        service.is_marked[other] = 1;
        queue.push_back(other);
      }
    }
}

void SharedPeople::share_out_service(std::uint32_t number) {
  Service& service = services_[number];
  find_classes(number);
  fill();
  for (std::uint32_t c = 0; c < classes_.size(); ++c)
    while (classes_[c].left > 0 && augment(c)) {}
  mark(service);
  service.unserved = 0;
  for (const Class& of : classes_) service.unserved += of.left;
  service.served = weight_prefix_[instance_.first_point[number + 1]] -
                   weight_prefix_[instance_.first_point[number]] - service.unserved;
  std::fill(by_site_[number].begin(), by_site_[number].end(), std::int64_t{0});
  for (const OpenPart& part : parts_) by_site_[number][part.site] = part.room - part.left;
  service.is_current = true;
  service.is_wanting_current = false;
}

}  // namespace quarterhour
