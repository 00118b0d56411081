#include "scenarios/readers/vector_reader.h"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>

#include "scenarios/readers/gdal_messages.h"
#include "scenarios/readers/shapes.h"
#include "scenarios/readers/source_faults.h"
#include "scenarios/readers/spreadsheet.h"
#include "scenarios/readers/text_encoding.h"

namespace quarterhour {

namespace {

using Dataset = std::unique_ptr<GDALDataset>;

Dataset open(const SourceSpec& source, const std::string& encoding_option) {
  const char* const options[] = {encoding_option.empty() ? nullptr : encoding_option.c_str(), nullptr};
  Dataset dataset(GDALDataset::Open(source.path.c_str(),
                                    GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, nullptr,
                                    options, nullptr));
  if (dataset == nullptr) {
    throw InputError(source_fault(source, unreadable_as("vector file", source.path),
                                  "Name a GeoPackage, GeoJSON, Shapefile, CSV table or .xlsx workbook"));
  }
  return dataset;
}

OGRLayer& layer_of(const SourceSpec& source, GDALDataset& dataset) {
  if (dataset.GetLayerCount() == 0) {
    throw InputError(source_fault(source, "it holds no table and no layer", "Fetch or export it again"));
  }
  std::string names;
  for (int i = 0; i < dataset.GetLayerCount(); ++i) {
    if (i > 0) names += ", ";
    names += dataset.GetLayer(i)->GetName();
  }
  if (source.layer.empty()) {
    if (dataset.GetLayerCount() == 1) return *dataset.GetLayer(0);
    throw InputError(source_fault(source,
                                  "it holds " + std::to_string(dataset.GetLayerCount()) + " layers: " + names,
                                  "Name one: { file = \"" + source.written + "\", layer = \"…\" }"));
  }
  OGRLayer* layer = dataset.GetLayerByName(source.layer.c_str());
  if (layer == nullptr) {
    InputFault fault = source_fault(source, "it has no such layer; it has " + names, "Name one of those");
    fault.key += ".layer";
    fault.value = source.layer;
    throw InputError(fault);
  }
  return *layer;
}

/// A Shapefile that says nothing about its encoding, and must not be taken for Latin-1.
bool states_no_encoding(GDALDataset& dataset, OGRLayer& layer) {
  if (std::string(dataset.GetDriverName()) != "ESRI Shapefile") return false;
  return layer.GetMetadataItem("ENCODING_FROM_CPG", "SHAPEFILE") == nullptr &&
         layer.GetMetadataItem("ENCODING_FROM_LDID", "SHAPEFILE") == nullptr;
}

std::string cell_text(const OGRFeature& feature, int field, Table& table, bool& guessed) {
  if (feature.IsFieldSetAndNotNull(field) == 0) return "";
  std::string text;
  if (feature.GetFieldDefnRef(field)->GetType() == OFTReal) {
    // All digits: GDAL's own text of a real number has fifteen.
    char digits[32];
    CPLsnprintf(digits, sizeof digits, "%.17g", feature.GetFieldAsDouble(field));
    text = digits;
  } else {
    text = feature.GetFieldAsString(field);
  }
  if (!is_valid_utf8(text)) {
    const auto converted = to_utf8(text, "GB18030");
    if (!converted) {
      throw InputError({table.file, 0, table.columns[static_cast<std::size_t>(field)], "",
                        "its text is neither UTF-8 nor GB18030", "Give the encoding of the file"});
    }
    text = *converted;
    guessed = true;
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// `is_workbook`: features are numbered as the rows of the sheet are, and blank rows are skipped as in text.
void read_features(OGRLayer& layer, bool is_workbook, Table& table) {
  bool guessed = false;
  bool mixed = false;
  const int fields = layer.GetLayerDefn()->GetFieldCount();
  layer.ResetReading();
  while (const std::unique_ptr<OGRFeature> feature{layer.GetNextFeature()}) {
    TableRow row;
    row.feature = feature->GetFID();
    for (int field = 0; field < fields; ++field)
      row.cells.push_back(cell_text(*feature, field, table, guessed));
    if (is_workbook) {
      row.line = static_cast<int>(row.feature);
      if (std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return cell.empty(); }))
        continue;
    }
    row.shape = shape_of(feature->GetGeometryRef(), mixed);
    table.has_shapes = table.has_shapes || row.shape.kind != Shape::Kind::none;
    table.rows.push_back(std::move(row));
  }
  if (guessed) {
    table.notes.push_back(
        table.file +
        " does not say its encoding and was read as GB18030; give `encoding` to say so yourself.");
  }
  if (mixed) {
    table.notes.push_back(table.file +
                          " holds collections of mixed shapes; of each, the polygons were used, else the "
                          "lines, else the points.");
  }
}

}  // namespace

Table read_vector_table(const SourceSpec& source) {
  require_file_or_folder(source);
  refuse_oversized_archive(source);
  const GdalMessages messages;
  const FirstRowNamesColumns headers;
  Dataset dataset = open(source, source.encoding.empty() ? "" : "ENCODING=" + source.encoding);
  OGRLayer* layer = &layer_of(source, *dataset);
  if (source.encoding.empty() && states_no_encoding(*dataset, *layer)) {
    dataset = open(source, "ENCODING=");
    layer = &layer_of(source, *dataset);
  }
  Table table;
  table.file = shown_name(source);
  for (int i = 0; i < layer->GetLayerDefn()->GetFieldCount(); ++i) {
    table.columns.emplace_back(layer->GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
  }
  if (!source.where.empty() && layer->SetAttributeFilter(source.where.c_str()) != OGRERR_NONE) {
    InputFault fault = source_fault(source, "the condition cannot be understood",
                                    "Write an SQL condition on its columns, such as beds > 0");
    fault.key += ".where";
    fault.value = source.where;
    throw InputError(fault);
  }
  read_features(*layer, is_workbook(source.path), table);
  if (!messages.first_error().empty())
    throw InputError(source_fault(source, "the file is damaged", "Fetch or export it again"));
  if (const OGRSpatialReference* reference = layer->GetSpatialRef()) {
    table.crs = CoordinateSystem::from_gdal(*reference);
  }
  char** list = dataset->GetFileList();
  for (char** at = list; at != nullptr && *at != nullptr; ++at) table.files.emplace_back(*at);
  CSLDestroy(list);
  if (table.files.empty()) table.files.push_back(source.path);
  return table;
}

}  // namespace quarterhour
