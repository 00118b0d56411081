#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

#include "output/geo_package.h"
#include "output/service_area_tables.h"

namespace quarterhour {
namespace {

/// A layer of the package and what tells its rows of /service_areas from the others.
struct AreaLayer {
  const char* name;
  const char* kind;
  const char* meaning;
  const char* meaning_zh;
};
constexpr AreaLayer area_layers[] = {
    {"service_areas", "site", "Covered cells whose nearest facility by time it is",
     "以该设施为最近设施的覆盖范围"},
    {"service_area_outlines", "covered", "Outline of all that is covered", "全部覆盖范围"},
    {"isochrones", "band", "What is covered, by thirds of the limit", "覆盖范围按限值三等分"},
};

/// The outlines of one layer of access, and its limits.
struct Outlines {
  LineSet rings;
  std::map<std::int32_t, std::vector<std::size_t>> rings_of_row;
  double limit_min = 0.0;
  double limit_m = 0.0;
};

Outlines outlines_of(const FileReader& result, const std::string& service, const std::string& group,
                     const std::string& state) {
  const std::string layer = service + "/" + group + "/" + state;
  Outlines outlines{result.lines(outline_path(service, group, state)),
                    {},
                    result.number("/access/" + layer + "@limit_min"),
                    result.number("/access/" + layer + "@limit_m")};
  const LineSet& rings = outlines.rings;
  if (rings.feature.size() + 1 != rings.first.size() || rings.polygon.size() != rings.feature.size())
    result.fail("its rings belong to no area", outline_path(service, group, state));
  for (std::size_t ring = 0; ring < rings.feature.size(); ++ring)
    outlines.rings_of_row[rings.feature[ring]].push_back(ring);
  return outlines;
}

OGRMultiPolygon shape_of(const Outlines& outlines, std::size_t row) {
  OGRMultiPolygon shape;
  const auto rings = outlines.rings_of_row.find(static_cast<std::int32_t>(row));
  if (rings == outlines.rings_of_row.end()) return shape;
  OGRPolygon polygon;
  std::optional<std::int32_t> number;
  for (const std::size_t ring : rings->second) {
    if (number && *number != outlines.rings.polygon[ring]) {
      shape.addGeometry(&polygon);
      polygon.empty();
    }
    number = outlines.rings.polygon[ring];
    OGRLinearRing line;
    for (auto k = outlines.rings.first[ring]; k < outlines.rings.first[ring + 1]; ++k) {
      const PointM& point = outlines.rings.points[static_cast<std::size_t>(k)];
      line.addPoint(point.x_m, point.y_m);
    }
    polygon.addRing(&line);
  }
  shape.addGeometry(&polygon);
  return shape;
}

/// Names of facilities by service and id.
std::map<std::pair<std::string, std::string>, std::size_t> rows_of_sites(const FileTable& sites) {
  std::map<std::pair<std::string, std::string>, std::size_t> rows;
  for (std::size_t row = 0; row < sites.rows(); ++row)
    rows[{text_at(sites, "service", row), text_at(sites, "id", row)}] = row;
  return rows;
}

constexpr const char* figures[] = {"people", "people_scored", "area_km2_cells", "area_km2"};

void set(OGRFeature& feature, const char* field, double value) {
  if (!std::isnan(value)) feature.SetField(field, value);
}

void set(OGRFeature& feature, const char* field, const std::string& text) {
  feature.SetField(field, text.c_str());
}

/// Writes the rows of /service_areas, layer of the package by layer.
class AreaWriter {
 public:
  AreaWriter(const FileReader& result, GeoPackage& package)
      : result_(result),
        package_(package),
        areas_(result.table("/service_areas")),
        sites_(result.table("/sites")),
        row_of_site_(rows_of_sites(sites_)) {}

  [[nodiscard]] bool has_areas() const { return areas_.rows() > 0; }

  void write(const AreaLayer& kind) {
    OGRLayer* layer = package_.layer(kind.name, wkbMultiPolygon);
    add_fields(layer, kind.kind);
    for (std::size_t row = 0; row < areas_.rows(); ++row)
      if (text_at(areas_, "kind", row) == kind.kind) add_feature(layer, kind.kind, row);
  }

 private:
  void add_fields(OGRLayer* layer, const std::string& kind) const {
    for (const char* name : {"service", "group", "state"}) package_.field(layer, name, OFTString);
    if (kind == "site")
      for (const char* name : {"site", "name", "name_zh"}) package_.field(layer, name, OFTString);
    if (kind == "band") {
      for (const char* name : {"band_from", "band_to"}) package_.field(layer, name, OFTReal);
      package_.field(layer, "unit_of_measure", OFTString);
    }
    for (const char* name : figures) package_.field(layer, name, OFTReal);
    for (const char* name : {"limit_min", "limit_m"}) package_.field(layer, name, OFTReal);
  }

  void add_feature(OGRLayer* layer, const std::string& kind, std::size_t row) {
    const Feature feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    for (const char* name : {"service", "group", "state"}) set(*feature, name, text_at(areas_, name, row));
    if (kind == "site") {
      const std::string id = text_at(areas_, "site", row);
      set(*feature, "site", id);
      const auto site = row_of_site_.find({text_at(areas_, "service", row), id});
      for (const char* name : {"name", "name_zh"})
        if (site != row_of_site_.end()) set(*feature, name, text_at(sites_, name, site->second));
    }
    if (kind == "band") {
      for (const char* name : {"band_from", "band_to"}) set(*feature, name, number_at(areas_, name, row));
      set(*feature, "unit_of_measure", text_at(areas_, "unit_of_measure", row));
    }
    for (const char* name : figures) set(*feature, name, number_at(areas_, name, row));
    const Outlines& outlines = outlines_at(row);
    set(*feature, "limit_min", outlines.limit_min);
    set(*feature, "limit_m", outlines.limit_m);
    const OGRMultiPolygon shape = shape_of(outlines, row);
    feature->SetGeometry(&shape);
    package_.require(layer->CreateFeature(feature.get()) == OGRERR_NONE);
  }

  const Outlines& outlines_at(std::size_t row) {
    const std::tuple layer{text_at(areas_, "service", row), text_at(areas_, "group", row),
                           text_at(areas_, "state", row)};
    const auto known = outlines_.find(layer);
    if (known != outlines_.end()) return known->second;
    return outlines_
        .emplace(layer,
                 std::apply([this](const auto&... names) { return outlines_of(result_, names...); }, layer))
        .first->second;
  }

  const FileReader& result_;
  GeoPackage& package_;
  FileTable areas_;
  FileTable sites_;
  std::map<std::pair<std::string, std::string>, std::size_t> row_of_site_;
  std::map<std::tuple<std::string, std::string, std::string>, Outlines> outlines_;
};

}  // namespace

void export_service_areas(const FileReader& result, GeoPackage& package,
                          std::vector<ExportedItem>& contents) {
  AreaWriter writer(result, package);
  if (!writer.has_areas()) return;
  for (const AreaLayer& kind : area_layers) {
    writer.write(kind);
    contents.push_back({"layers.gpkg", kind.name, "/service_areas", "", kind.meaning, kind.meaning_zh});
  }
}

}  // namespace quarterhour
