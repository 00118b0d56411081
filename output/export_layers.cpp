#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "output/export_parts.h"
#include "output/geo_package.h"

namespace quarterhour {
namespace {

void set_field(OGRFeature& feature, int field, const Column& column, std::size_t row) {
  std::visit(
      [&](const auto& values) {
        using Value = typename std::decay_t<decltype(values)>::value_type;
        if constexpr (std::is_same_v<Value, std::string>) {
          feature.SetField(field, values[row].c_str());
        } else if constexpr (std::is_floating_point_v<Value>) {
          if (!std::isnan(values[row])) feature.SetField(field, static_cast<double>(values[row]));
        } else {
          feature.SetField(field, static_cast<GIntBig>(values[row]));
        }
      },
      column.values);
}

OGRFieldType field_type(const Column& column) {
  if (std::holds_alternative<std::vector<std::string>>(column.values)) return OFTString;
  const bool real = std::holds_alternative<std::vector<double>>(column.values) ||
                    std::holds_alternative<std::vector<float>>(column.values);
  return real ? OFTReal : OFTInteger64;
}

template <class Line>
void add_points(Line& line, const LineSet& lines, std::size_t part) {
  for (auto k = lines.first[part]; k < lines.first[part + 1]; ++k) {
    const PointM& point = lines.points[static_cast<std::size_t>(k)];
    line.addPoint(point.x_m, point.y_m);
  }
}

/// A table of places as points; people and facilities that moved as lines from where they stood; rows that are drawn by
/// `lines`, one each, as these.
void add_table(GeoPackage& package, const FileTable& table, const std::string& name,
               const LineSet& lines = {}) {
  const bool moves = table.find("from_x") != nullptr;
  const bool drawn = lines.first.size() > 1 && lines.first.size() == table.rows() + 1;
  OGRLayer* layer = package.layer(name, moves || drawn ? wkbLineString : wkbPoint);
  for (const Column& column : table.columns) package.field(layer, column.name, field_type(column));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const Feature feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      set_field(*feature, static_cast<int>(k), table.columns[k], row);
    }
    if (drawn) {
      OGRLineString line;
      add_points(line, lines, row);
      feature->SetGeometry(&line);
    }
    const double x = number_at(table, moves ? "from_x" : "x", row);
    const double y = number_at(table, moves ? "from_y" : "y", row);
    if (!std::isnan(x) && !std::isnan(y)) {
      if (moves) {
        OGRLineString line;
        line.addPoint(x, y);
        line.addPoint(number_at(table, "to_x", row), number_at(table, "to_y", row));
        feature->SetGeometry(&line);
      } else {
        const OGRPoint point(x, y);
        feature->SetGeometry(&point);
      }
    }
    package.require(layer->CreateFeature(feature.get()) == OGRERR_NONE);
  }
}

/// Rings of one unit, holes inside their outer rings.
std::unique_ptr<OGRGeometry> polygons_of(const LineSet& outline, std::int32_t unit) {
  std::vector<OGRGeometry*> rings;
  for (std::size_t part = 0; part < outline.feature.size(); ++part) {
    if (outline.feature[part] != unit) continue;
    auto ring = std::make_unique<OGRLinearRing>();
    add_points(*ring, outline, part);
    ring->closeRings();
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(ring.release());
    rings.push_back(polygon.release());
  }
  if (rings.empty()) return nullptr;
  int valid = 0;
  std::unique_ptr<OGRGeometry> whole(
      OGRGeometryFactory::organizePolygons(rings.data(), static_cast<int>(rings.size()), &valid, nullptr));
  return std::unique_ptr<OGRGeometry>(OGRGeometryFactory::forceToMultiPolygon(whole.release()));
}

std::string score_name(const FileTable& scores, std::size_t row) {
  return text_at(scores, "service", row) + "_" + text_at(scores, "group", row) + "_" +
         text_at(scores, "state", row) + "_" + text_at(scores, "metric", row);
}

/// The services whose scores of a kind of unit share one layer: all of them (an empty name) where SQLite has columns
/// enough, else one each.
std::vector<std::string> services_of_layers(const FileTable& scores, const std::string& kind) {
  constexpr std::size_t most_columns = 1900;
  std::set<std::string> names;
  std::vector<std::string> services;
  for (std::size_t row = 0; row < scores.rows(); ++row) {
    if (text_at(scores, "unit_kind", row) != kind) continue;
    names.insert(score_name(scores, row));
    const std::string service = text_at(scores, "service", row);
    if (std::find(services.begin(), services.end(), service) == services.end()) services.push_back(service);
  }
  if (names.size() <= most_columns) return {""};
  return services;
}

std::string layer_of_units(const std::string& kind, const std::string& service) {
  return "unit_" + kind + (service.empty() ? "" : "_" + service);
}

/// Every unit of a kind with its scores, those of one service or of all, as columns service_group_state_metric.
void add_units(GeoPackage& package, const FileReader& result, const FileTable& scores,
               const std::string& kind, const std::string& service) {
  const FileTable list = result.table("/units/" + kind + "/list");
  const LineSet outline = result.lines("/units/" + kind + "/outline");
  std::map<std::string, int> field_of;
  std::map<std::string, std::vector<std::pair<int, double>>> scores_of;
  OGRLayer* layer = package.layer(layer_of_units(kind, service), wkbMultiPolygon);
  for (const char* name : {"id", "name", "name_zh"}) package.field(layer, name, OFTString);
  for (std::size_t row = 0; row < scores.rows(); ++row) {
    if (text_at(scores, "unit_kind", row) != kind) continue;
    if (!service.empty() && text_at(scores, "service", row) != service) continue;
    const std::string name = score_name(scores, row);
    const auto [field, is_new] = field_of.emplace(name, static_cast<int>(3 + field_of.size()));
    if (is_new) package.field(layer, name, OFTReal);
    const double value = number_at(scores, "value", row);
    if (!std::isnan(value)) scores_of[text_at(scores, "unit", row)].emplace_back(field->second, value);
  }
  for (std::size_t row = 0; row < list.rows(); ++row) {
    const Feature feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    const std::string id = text_at(list, "id", row);
    feature->SetField(0, id.c_str());
    feature->SetField(1, text_at(list, "name", row).c_str());
    feature->SetField(2, text_at(list, "name_zh", row).c_str());
    for (const auto& [field, value] : scores_of[id]) feature->SetField(field, value);
    if (const auto shape = polygons_of(outline, static_cast<std::int32_t>(row)))
      feature->SetGeometry(shape.get());
    package.require(layer->CreateFeature(feature.get()) == OGRERR_NONE);
  }
}

void add_drawn(GeoPackage& package, const FileReader& result, const std::string& name) {
  const LineSet lines = result.lines("/vectors/" + name);
  OGRLayer* layer = package.layer("drawn_" + name, wkbLineString);
  for (std::size_t part = 0; part + 1 < lines.first.size(); ++part) {
    OGRLineString line;
    add_points(line, lines, part);
    const Feature feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    feature->SetGeometry(&line);
    package.require(layer->CreateFeature(feature.get()) == OGRERR_NONE);
  }
}

}  // namespace

void export_layers(const FileReader& result, const WholeFile& folder, std::vector<ExportedItem>& contents) {
  if (!result.grid()) return;
  GeoPackage package(folder, "layers.gpkg", result.text("/ground@crs_wkt"));
  const std::string file = "layers.gpkg";
  for (const char* name : {"plan", "sites", "ledger", "moved", "streets", "street_crossings"}) {
    const FileTable table = result.table(std::string("/") + name);
    if (table.columns.empty()) continue;
    add_table(package, table, name, result.lines(table.path));
    contents.push_back(
        {file, name, table.path, "", "The table as points or lines on the map", "以点或线表示的表"});
  }
  const FileTable scores = result.table("/scores");
  for (const std::string& kind : result.names_in("/units")) {
    for (const std::string& service : services_of_layers(scores, kind)) {
      add_units(package, result, scores, kind, service);
      contents.push_back({file, layer_of_units(kind, service), "/units/" + kind, "",
                          "Outlines with the scores of each unit", "单元边界及其指标"});
    }
  }
  export_service_areas(result, package, contents);
  for (const std::string& name : result.names_in("/vectors")) {
    add_drawn(package, result, name);
    contents.push_back({file, "drawn_" + name, "/vectors/" + name, "", "Lines for drawing", "制图用线"});
  }
  package.close();
}

}  // namespace quarterhour
