#include "sim/data_cells.h"

namespace quarterhour {

DataCells::DataCells(const City& city, const std::string& group_id) : city_(city) {
  for (const PeopleGroup& group : city.groups)
    if (group.id == group_id) people_ = group.people.empty() ? nullptr : &group.people;
}

}  // namespace quarterhour
