#include "scenarios/readers/attribute_filter.h"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include "scenarios/readers/columns.h"
#include "scenarios/readers/gdal_messages.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

bool is_number_column(const Table& table, std::size_t column) {
  bool any = false;
  for (const TableRow& row : table.rows) {
    const std::string& cell = row.cells[column];
    if (cell.empty()) continue;
    const bool code = cell.size() > 1 && cell[0] == '0' && cell[1] != '.';
    if (code || !parse_number(cell)) return false;
    any = true;
  }
  return any;
}

}  // namespace

void keep_where(const SourceSpec& source, Table& table) {
  if (source.where.empty()) return;
  const GdalMessages messages;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("Memory");
  const std::unique_ptr<GDALDataset> dataset(driver->Create("", 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayer* layer = dataset->CreateLayer("table", nullptr, wkbNone, nullptr);
  std::vector<bool> is_number;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    is_number.push_back(is_number_column(table, i));
    OGRFieldDefn field(table.columns[i].c_str(), is_number[i] ? OFTReal : OFTString);
    layer->CreateField(&field);
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    OGRFeature feature(layer->GetLayerDefn());
    feature.SetFID(static_cast<GIntBig>(r));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& cell = table.rows[r].cells[i];
      if (cell.empty()) {
        feature.SetFieldNull(static_cast<int>(i));
      } else if (is_number[i]) {
        feature.SetField(static_cast<int>(i), parse_number(cell).value_or(0.0));
      } else {
        feature.SetField(static_cast<int>(i), cell.c_str());
      }
    }
    if (layer->CreateFeature(&feature) != OGRERR_NONE)
      throw InputError(source_fault(source, "the table cannot be filtered: " + messages.first_error(), ""));
  }
  if (layer->SetAttributeFilter(source.where.c_str()) != OGRERR_NONE) {
    InputFault fault =
        source_fault(source, "the condition cannot be understood",
                     "Write an SQL condition on the columns " + listed_columns(table) + ", such as beds > 0");
    fault.key += ".where";
    fault.value = source.where;
    throw InputError(fault);
  }
  std::vector<TableRow> kept;
  layer->ResetReading();
  while (const std::unique_ptr<OGRFeature> feature{layer->GetNextFeature()}) {
    kept.push_back(std::move(table.rows[static_cast<std::size_t>(feature->GetFID())]));
  }
  table.rows = std::move(kept);
}

}  // namespace quarterhour
