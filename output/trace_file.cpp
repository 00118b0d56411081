#include "output/trace_file.h"

#include <ogrsf_frmts.h>

#include <fstream>
#include <string>
#include <vector>

#include "output/export_parts.h"
#include "output/geo_package.h"
#include "sim/score/key_words.h"

namespace quarterhour {

namespace {

constexpr const char* package_name = "trace.gpkg";

/// One attribute of a layer with a column for each value of a feature.
struct Attribute {
  const char* name;
  OGRFieldType type;
};

class TraceLayers {
 public:
  TraceLayers(const WholeFile& folder, const StudyResult& study, const City& city)
      : study_(study), city_(city), package_(folder, package_name, city.crs_wkt) {
    const OGRwkbGeometryType lines = city.is_flat() ? wkbLineString : wkbLineString25D;
    ways_ = add_layer("ways", lines,
                      {{"way", OFTInteger},          {"service", OFTString},  {"group", OFTString},
                       {"mode", OFTString},          {"leads_to", OFTString}, {"site", OFTString},
                       {"row", OFTInteger},          {"col", OFTInteger},     {"people", OFTReal},
                       {"within_reach", OFTInteger}, {"minutes", OFTReal},    {"length_m", OFTReal},
                       {"straight_m", OFTReal},      {"climb_m", OFTReal},    {"descent_m", OFTReal},
                       {"steps_m", OFTReal},         {"bridge_m", OFTReal},   {"tunnel_m", OFTReal},
                       {"words", OFTString},         {"words_zh", OFTString}});
    legs_ = add_layer("legs", lines,
                      {{"way", OFTInteger},
                       {"leg", OFTInteger},
                       {"kind", OFTString},
                       {"street", OFTString},
                       {"street_zh", OFTString},
                       {"class", OFTString},
                       {"minutes", OFTReal},
                       {"minutes_before", OFTReal},
                       {"length_m", OFTReal},
                       {"climb_m", OFTReal},
                       {"descent_m", OFTReal},
                       {"words", OFTString},
                       {"words_zh", OFTString}});
    ends_ = add_layer("ends", wkbPoint,
                      {{"way", OFTInteger},
                       {"end", OFTString},
                       {"id", OFTString},
                       {"name", OFTString},
                       {"name_zh", OFTString}});
  }

  void add(const NamedAccess& named) {
    const TracedAccess& access = named.access;
    if (!access.site) return;
    const BilingualName words = access_words(access, study_, named.from, named.mode);
    for (const Trace& way : access.ways) {
      ++number_;
      add_way(named, way, words);
      add_legs(way);
      const Site& site = study_.sites[*access.site];
      add_end("people", "", named.from, city_.grid().centre(access.cell));
      add_end("facility", site.id, shown_name(site.name, site.id), site.location);
    }
  }

  void close() { package_.close(); }

 private:
  OGRLayer* add_layer(const std::string& name, OGRwkbGeometryType type,
                      const std::vector<Attribute>& attributes) {
    OGRLayer* layer = package_.layer(name, type);
    for (const Attribute& attribute : attributes) package_.field(layer, attribute.name, attribute.type);
    return layer;
  }

  [[nodiscard]] static Feature feature_of(OGRLayer* layer) {
    return Feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
  }

  void keep(OGRLayer* layer, const Feature& feature, const OGRGeometry& geometry) {
    package_.require(feature->SetGeometry(&geometry) == OGRERR_NONE);
    package_.require(layer->CreateFeature(feature.get()) == OGRERR_NONE);
  }

  void extend(OGRLineString& line, const TraceLeg& leg) const {
    for (std::size_t k = 0; k < leg.line.size(); ++k) {
      // Legs share the point where one ends and the next begins.
      if (k == 0 && line.getNumPoints() > 0) continue;
      if (leg.heights_m.empty())
        line.addPoint(leg.line[k].x_m, leg.line[k].y_m);
      else
        line.addPoint(leg.line[k].x_m, leg.line[k].y_m, leg.heights_m[k]);
    }
  }

  void add_way(const NamedAccess& named, const Trace& way, const BilingualName& words) {
    const TracedAccess& access = named.access;
    const Site& site = study_.sites[*access.site];
    const CellPosition position = city_.grid().position(access.cell);
    const Feature feature = feature_of(ways_);
    feature->SetField("way", number_);
    feature->SetField("service", access.service->id.c_str());
    feature->SetField("group", access.group->id.c_str());
    feature->SetField("mode", name_of(named.mode));
    feature->SetField("leads_to", way.leads_to_facility ? "facility" : "people");
    feature->SetField("site", site.id.c_str());
    feature->SetField("row", position.row);
    feature->SetField("col", position.col);
    feature->SetField("people", access.people);
    feature->SetField("within_reach", access.within_reach ? 1 : 0);
    feature->SetField("minutes", way.seconds / 60.0);
    feature->SetField("length_m", way.length_m);
    feature->SetField("straight_m", access.straight_m);
    feature->SetField("climb_m", way.climb_m());
    feature->SetField("descent_m", way.descent_m());
    feature->SetField("steps_m", way.length_along_m(Structure::steps));
    feature->SetField("bridge_m", way.length_along_m(Structure::bridge));
    feature->SetField("tunnel_m", way.length_along_m(Structure::tunnel));
    feature->SetField("words", words.en.c_str());
    feature->SetField("words_zh", words.zh.c_str());
    OGRLineString line;
    for (const TraceLeg& leg : way.legs) extend(line, leg);
    keep(ways_, feature, line);
  }

  void add_legs(const Trace& way) {
    int number = 0;
    double seconds_before = 0.0;
    for (const TraceLeg& leg : way.legs) {
      const BilingualName words = leg_words(leg);
      const Feature feature = feature_of(legs_);
      feature->SetField("way", number_);
      feature->SetField("leg", ++number);
      feature->SetField("kind", leg.off_street                       ? "off_street"
                                : leg.structure == Structure::ground ? "street"
                                                                     : name_of(leg.structure));
      feature->SetField("street", leg.name.en.c_str());
      feature->SetField("street_zh", leg.name.zh.c_str());
      feature->SetField("class", leg.street_class.c_str());
      feature->SetField("minutes", leg.seconds / 60.0);
      feature->SetField("minutes_before", seconds_before / 60.0);
      feature->SetField("length_m", leg.length_m);
      feature->SetField("climb_m", leg.climb_m);
      feature->SetField("descent_m", leg.descent_m);
      feature->SetField("words", words.en.c_str());
      feature->SetField("words_zh", words.zh.c_str());
      OGRLineString line;
      extend(line, leg);
      keep(legs_, feature, line);
      seconds_before += leg.seconds;
    }
  }

  void add_end(const char* end, const std::string& id, const BilingualName& name, PointM at) {
    const Feature feature = feature_of(ends_);
    feature->SetField("way", number_);
    feature->SetField("end", end);
    feature->SetField("id", id.c_str());
    feature->SetField("name", name.en.c_str());
    feature->SetField("name_zh", name.zh.c_str());
    keep(ends_, feature, OGRPoint(at.x_m, at.y_m));
  }

  const StudyResult& study_;
  const City& city_;
  GeoPackage package_;
  OGRLayer* ways_ = nullptr;
  OGRLayer* legs_ = nullptr;
  OGRLayer* ends_ = nullptr;
  int number_ = 0;
};

}  // namespace

BilingualName trace_text(std::span<const NamedAccess> accesses, const StudyResult& study) {
  BilingualName text;
  for (const NamedAccess& named : accesses) {
    const BilingualName words = access_words(named.access, study, named.from, named.mode);
    if (!text.en.empty()) {
      text.en += '\n';
      text.zh += '\n';
    }
    text.en += words.en + '\n';
    text.zh += words.zh + '\n';
    for (const Trace& way : named.access.ways) {
      if (named.access.ways.size() > 1) {
        text.en += way.leads_to_facility ? "there\n" : "back\n";
        text.zh += way.leads_to_facility ? "去程\n" : "回程\n";
      }
      const LegLines lines = leg_lines(way);
      for (const std::string& line : lines.en) text.en += line + '\n';
      for (const std::string& line : lines.zh) text.zh += line + '\n';
    }
  }
  return text;
}

void write_trace(std::span<const NamedAccess> accesses, const StudyResult& study, const City& city,
                 const std::filesystem::path& folder) {
  WholeFile whole(folder, WholeFile::Kind::folder);
  require_replaceable(whole, package_name, "trace");
  const GdalSession session;
  TraceLayers layers(whole, study, city);
  for (const NamedAccess& named : accesses) layers.add(named);
  layers.close();
  const BilingualName text = trace_text(accesses, study);
  for (const auto& [name, words] : {std::pair("trace.txt", text.en), std::pair("trace_zh.txt", text.zh)}) {
    std::ofstream file(whole.temporary() / name, std::ios::binary);
    file << words;
    file.close();
    if (!file) whole.fail(std::string(name) + " cannot be written");
  }
  whole.move_into_place();
}

}  // namespace quarterhour
