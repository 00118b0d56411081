#include "sim/score/unit_distributions.h"

#include <tbb/parallel_sort.h>

#include <tuple>
#include <utility>

#include "sim/score/cell_blocks.h"

namespace quarterhour {

namespace {

struct PeopleInCell {
  WeightedValue entry;
  CellIndex cell = 0;

  // By cell last, so that the order is one and the same for any number of threads.
  friend bool operator<(const PeopleInCell& a, const PeopleInCell& b) {
    return std::tie(a.entry.value, a.entry.weight, a.cell) < std::tie(b.entry.value, b.entry.weight, b.cell);
  }
};

std::vector<PeopleInCell> sorted_people(std::span<const WeightedAccess> groups, const ReportUnits& units,
                                        const ValueOfCell& value_of) {
  std::vector<PeopleInCell> people;
  for (const WeightedAccess& group : groups) {
    const std::vector<CellIndex>& cells = units.whole_city().cells;
    const std::size_t first = people.size();
    people.resize(first + cells.size());
    for_every_cell(cells.size(), [&](std::size_t k) {
      const double here = group.access->group->people[cells[k]] * group.weight;
      people[first + k] = {{here > 0.0 ? value_of(*group.access, cells[k]) : 0.0, here}, cells[k]};
    });
  }
  std::erase_if(people, [](const PeopleInCell& some) { return !(some.entry.weight > 0.0); });
  tbb::parallel_sort(people.begin(), people.end());
  return people;
}

}  // namespace

std::vector<WeightedDistribution> unit_distributions(std::span<const WeightedAccess> groups,
                                                     const ReportUnits& units, const ValueOfCell& value_of) {
  const std::vector<PeopleInCell> people = sorted_people(groups, units, value_of);
  std::vector<std::vector<WeightedValue>> values(units.list().size());
  values.front().reserve(people.size());
  for (const PeopleInCell& some : people) values.front().push_back(some.entry);
  tbb::parallel_for(std::size_t{0}, units.set_count(), [&](std::size_t set) {
    for (const PeopleInCell& some : people) {
      const std::size_t place = units.place_of(set, some.cell);
      if (place != ReportUnits::no_unit) values[place].push_back(some.entry);
    }
  });
  std::vector<WeightedDistribution> distributions;
  distributions.reserve(values.size());
  for (std::vector<WeightedValue>& of_unit : values)
    distributions.push_back(WeightedDistribution::of_sorted(std::move(of_unit)));
  return distributions;
}

}  // namespace quarterhour
