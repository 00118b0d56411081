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
const std::vector<std::string> own_files = {package_name, "trace.txt", "trace_zh.txt"};

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
                      {{"way", OFTInteger},          {"service", OFTString},   {"group", OFTString},
                       {"mode", OFTString},          {"leads_to", OFTString},  {"site", OFTString},
                       {"row", OFTInteger},          {"col", OFTInteger},      {"people", OFTReal},
                       {"within_reach", OFTInteger}, {"minutes", OFTReal},     {"length_m", OFTReal},
                       {"straight_m", OFTReal},      {"climb_m", OFTReal},     {"descent_m", OFTReal},
                       {"steps_m", OFTReal},         {"bridge_m", OFTReal},    {"tunnel_m", OFTReal},
                       {"lifts", OFTInteger},        {"escalator_m", OFTReal}, {"ferry_m", OFTReal},
                       {"cable_car_m", OFTReal},     {"words", OFTString},     {"words_zh", OFTString}});
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

  void add(const TraceAnswer& answer) {
    if (!answer.access) return;
    const Site* const site = answer.access->site ? &study_.sites[*answer.access->site] : nullptr;
    for (const Trace& way : answer.access->ways) {
      ++number_;
      add_way(answer, *site, way);
      add_legs(way);
      // Where nothing is walked both ends are the cell.
      PointM begin = city_.grid().centre(answer.access->cell);
      PointM end = begin;
      if (!way.legs.empty()) {
        begin = way.legs.front().line.front();
        end = way.legs.back().line.back();
      }
      if (!way.leads_to_facility) std::swap(begin, end);
      add_end("people", "", answer.people_at, begin);
      add_end("facility", site->id, shown_name(site->name, site->id), end);
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
    if (!geometry.IsEmpty()) package_.require(feature->SetGeometry(&geometry) == OGRERR_NONE);
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

  void add_way(const TraceAnswer& answer, const Site& site, const Trace& way) {
    const TracedAccess& access = *answer.access;
    const CellPosition position = city_.grid().position(access.cell);
    const Feature feature = feature_of(ways_);
    feature->SetField("way", number_);
    feature->SetField("service", access.service->id.c_str());
    feature->SetField("group", access.group->id.c_str());
    feature->SetField("mode", name_of(access.mode));
    feature->SetField("leads_to", way.leads_to_facility ? "facility" : "people");
    feature->SetField("site", site.id.c_str());
    feature->SetField("row", position.row);
    feature->SetField("col", position.col);
    feature->SetField("people", access.people);
    feature->SetField("within_reach", access.within_reach ? 1 : 0);
    feature->SetField("minutes", (access.ways.size() == 1 ? access.seconds() : way.seconds) / 60.0);
    feature->SetField("length_m", way.length_m);
    feature->SetField("straight_m", access.straight_m());
    feature->SetField("climb_m", way.climb_m());
    feature->SetField("descent_m", way.descent_m());
    feature->SetField("steps_m", way.length_along_m(Structure::steps));
    feature->SetField("bridge_m", way.length_along_m(Structure::bridge));
    feature->SetField("tunnel_m", way.length_along_m(Structure::tunnel));
    feature->SetField("lifts", way.count_of(Structure::lift));
    feature->SetField("escalator_m", way.length_along_m(Structure::escalator));
    feature->SetField("ferry_m", way.length_along_m(Structure::ferry));
    feature->SetField("cable_car_m", way.length_along_m(Structure::cable_car));
    feature->SetField("words", answer.words.en.c_str());
    feature->SetField("words_zh", answer.words.zh.c_str());
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

BilingualName trace_text(std::span<const TraceAnswer> answers) {
  BilingualName text;
  const auto add_line = [&text](const BilingualName& line) {
    text.en += line.en + '\n';
    text.zh += line.zh + '\n';
  };
  for (const TraceAnswer& answer : answers) {
    if (!text.en.empty()) add_line({});
    add_line(answer.words);
    if (!answer.access) continue;
    for (const Trace& way : answer.access->ways) {
      if (answer.access->ways.size() > 1 && !way.legs.empty())
        add_line(way.leads_to_facility ? BilingualName{"there", "去程"} : BilingualName{"back", "回程"});
      const LegLines lines = leg_lines(way);
      for (std::size_t k = 0; k < lines.en.size(); ++k) add_line({lines.en[k], lines.zh[k]});
    }
  }
  return text;
}

void check_trace_folder(const std::filesystem::path& folder) {
  const WholeFile whole(folder, WholeFile::Kind::folder);
  require_replaceable(whole, own_files, "trace");
}

void write_trace(std::span<const TraceAnswer> answers, const StudyResult& study, const City& city,
                 const std::filesystem::path& folder) {
  WholeFile whole(folder, WholeFile::Kind::folder);
  require_replaceable(whole, own_files, "trace");
  const GdalSession session;
  TraceLayers layers(whole, study, city);
  for (const TraceAnswer& answer : answers) layers.add(answer);
  layers.close();
  const BilingualName text = trace_text(answers);
  for (const auto& [name, words] : {std::pair("trace.txt", text.en), std::pair("trace_zh.txt", text.zh)}) {
    std::ofstream file(whole.temporary() / name, std::ios::binary);
    file << words;
    file.close();
    if (!file) whole.fail(std::string(name) + " cannot be written");
  }
  whole.move_into_place();
}

}  // namespace quarterhour
