// The parts of a city that result and city files share.
#pragma once

#include <string>
#include <vector>

#include "output/file_writer.h"
#include "sim/city.h"

namespace quarterhour {

/// /groups/mode of a group that moves as the scenario says.
inline constexpr std::uint8_t no_mode = 255;

/// /balance, /moved, /notes, /inputs and the attribute inputs. `notes` follow one another in the order given.
void write_account(FileWriter& file, const std::vector<BalanceRow>& balance,
                   const std::vector<MovedRow>& moved, const std::vector<Note>& notes,
                   const std::vector<InputFile>& inputs);
/// /ledger; `grid` may be null, then no facility has a cell.
void write_ledger(FileWriter& file, const std::vector<Facility>& ledger, const Grid* grid);
/// /groups and one raster of /people for each group.
void write_people(FileWriter& file, const std::vector<PeopleGroup>& groups);
/// /units/<kind> for each unit set.
void write_units(FileWriter& file, const std::vector<UnitSet>& unit_sets);
/// /vectors/<layer> for each layer; a second layer of the same name gets the suffix _2.
void write_drawn(FileWriter& file, const std::vector<DrawnLayer>& layers);

}  // namespace quarterhour
