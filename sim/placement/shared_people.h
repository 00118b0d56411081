// Who goes where when people are shared out among open sites so that the most are served: a maximum flow. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/placement/shared_instance.h"

namespace quarterhour {

/// Open sites: all that stay, and some candidates.
class SharedPeople {
 public:
  explicit SharedPeople(const SharedInstance& instance);

  void open(std::uint32_t candidate);
  void close(std::uint32_t candidate);

  void open_only(std::span<const std::uint32_t> candidates);
  [[nodiscard]] const std::vector<std::uint32_t>& chosen() const { return chosen_; }
  [[nodiscard]] bool holds(std::uint32_t candidate) const;

  /// Served by the open sites, at most.
  [[nodiscard]] std::int64_t served();
  /// The same by each site of the instance when they do.
  [[nodiscard]] std::vector<std::int64_t> served_by_site();
  /// No more can be served beside those that are when the candidate opens too. Exact where all that it could take is enough: the
  /// people in its reach who are not served, or whose site could then serve somebody who is not (the near side of a least cut).
  [[nodiscard]] std::int64_t gain_at_most(std::uint32_t candidate);

 private:
  /// People who can go to the same open sites.
  struct Class {
    std::vector<std::uint32_t> part;
    std::vector<std::int64_t> flow;
    std::int64_t weight = 0;
    std::int64_t left = 0;
  };
  struct OpenPart {
    std::uint32_t site = 0;
    std::int64_t room = 0;
    std::int64_t left = 0;
    /// Classes that can go there, and its place among their parts.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> classes;
  };
  /// Points begin … end - 1, all of one class.
  struct Piece {
    IndexRun points;
    std::uint32_t of = 0;
  };

  /// Where a run of an open site begins or ends.
  struct RunEnd {
    std::uint32_t point = 0;
    bool begins = false;
    std::uint32_t site = 0;
    auto operator<=>(const RunEnd&) const = default;
  };
  /// What is known of one service; points and classes as of the last sharing out.
  struct Service {
    std::vector<RunEnd> ends;
    std::vector<Piece> pieces;
    std::vector<std::uint8_t> is_marked;
    /// Sums up to each of its points of those that could use another site.
    std::vector<std::int64_t> wanting;
    std::int64_t unserved = 0;
    std::int64_t served = 0;
    bool is_current = false;
    bool is_wanting_current = false;
  };

  void add_site(std::uint32_t site);
  void remove_site(std::uint32_t site);
  void share_out();
  void share_out_service(std::uint32_t service);
  [[nodiscard]] std::uint32_t class_of(const std::vector<std::uint32_t>& sites, std::uint64_t signature);
  void find_classes(std::uint32_t service);
  void find_wanting();
  void fill();
  bool augment(std::uint32_t from);
  void mark(Service& service) const;

  const SharedInstance& instance_;
  std::vector<std::int64_t> weight_prefix_;
  std::vector<std::uint32_t> chosen_;
  std::vector<Service> services_;
  /// By service: served by each site of the instance.
  std::vector<std::vector<std::int64_t>> by_site_;

  /// Of the service that is shared out.
  std::vector<OpenPart> parts_;
  std::vector<std::uint32_t> part_of_site_;
  std::vector<Class> classes_;
  /// Classes by signature.
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
};

}  // namespace quarterhour
