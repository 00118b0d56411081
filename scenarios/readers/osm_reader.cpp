#include "scenarios/readers/osm_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <new>
#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>
#include <osmium/thread/pool.hpp>
#include <system_error>
#include <thread>

#include "scenarios/readers/osm_pbf_frame.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr double no_place = std::numeric_limits<double>::quiet_NaN();
/// More would only wait for the one thread that reads.
constexpr int most_threads = 4;

/// Calls `visit` with every key and value. libosmium's own iterator trusts that texts hold no zero byte, and runs past
/// the end of the list where a damaged file has one.
template <class Visit>
void for_each_tag(const osmium::TagList& tags, const Visit& visit) {
  const auto* const begin = reinterpret_cast<const char*>(tags.data());
  std::string_view rest(begin, tags.byte_size());
  rest.remove_prefix(std::min(sizeof(osmium::TagList), rest.size()));
  const auto next = [&] {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) throw osmium::pbf_error("a tag without an end");
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return text;
  };
  while (!rest.empty()) {
    const std::string_view key = next();
    visit(key, next());
  }
}

/// Tags by key; an empty list of values: any but "no".
class TagFilter {
 public:
  TagFilter(const std::vector<StreetTag>& tags, const std::vector<std::string>& keys) {
    for (const StreetTag& tag : tags) {
      const bool is_new = !wanted_.contains(tag.key);
      std::vector<std::string>& values = wanted_[tag.key];
      // Any value already, or from now on.
      if (tag.value.empty() || (!is_new && values.empty()))
        values.clear();
      else
        values.push_back(tag.value);
    }
    for (const std::string& key : keys) kept_.push_back(key);
    for (const StreetTag& tag : tags) kept_.push_back(tag.key);
    std::sort(kept_.begin(), kept_.end());
    kept_.erase(std::unique(kept_.begin(), kept_.end()), kept_.end());
  }

  [[nodiscard]] bool wants(const osmium::TagList& tags) const {
    bool wanted = false;
    for_each_tag(tags, [&](std::string_view key, std::string_view value) {
      const auto found = wanted_.find(key);
      if (found == wanted_.end()) return;
      const std::vector<std::string>& values = found->second;
      wanted = wanted || (values.empty() ? value != "no"
                                         : std::find(values.begin(), values.end(), value) != values.end());
    });
    return wanted;
  }

  [[nodiscard]] OsmTags kept(const osmium::TagList& tags) const {
    OsmTags found;
    for_each_tag(tags, [&](std::string_view key, std::string_view value) {
      if (std::binary_search(kept_.begin(), kept_.end(), key, std::less<>()))
        found.all.emplace_back(key, value);
    });
    return found;
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> wanted_;
  std::vector<std::string> kept_;
};

class OsmFile {
 public:
  OsmFile(const SourceSpec& source, const OsmSelection& selection)
      : source_(source),
        // An absolute path: libosmium takes what begins with "http:" or "file:" for an address.
        path_(std::filesystem::absolute(source.path).string()),
        ways_(selection.ways, selection.keys),
        nodes_(selection.nodes, selection.keys),
        pool_(std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, most_threads)) {}

  OsmData read() {
    OsmData data;
    read_areas(data);
    read_ways(data);
    read_nodes(data);
    return data;
  }

 private:
  template <class Visit>
  void pass(osmium::osm_entity_bits::type kind, const Visit& visit) {
    osmium::io::Reader reader(osmium::io::File(path_), kind, pool_);
    if (reader.header().has_multiple_object_versions()) {
      throw InputError(source_fault(source_, "it holds a history of changes, not a map",
                                    "Name an extract of the present map"));
    }
    while (const osmium::memory::Buffer buffer = reader.read()) {
      for (const auto& entity : buffer.select<osmium::OSMObject>())
        if (entity.visible()) visit(entity);
    }
    reader.close();
  }

  static bool is_multipolygon(const osmium::TagList& tags) {
    bool is = false;
    for_each_tag(tags, [&](std::string_view key, std::string_view value) {
      is = is || (key == "type" && value == "multipolygon");
    });
    return is;
  }

  void read_areas(OsmData& data) {
    pass(osmium::osm_entity_bits::relation, [&](const osmium::OSMObject& object) {
      const auto& relation = static_cast<const osmium::Relation&>(object);
      if (!is_multipolygon(relation.tags()) || !ways_.wants(relation.tags())) return;
      OsmArea area{relation.id(), ways_.kept(relation.tags()), {}, 0};
      std::vector<std::int64_t>& members = members_.emplace_back();
      for (const osmium::RelationMember& member : relation.members())
        if (member.type() == osmium::item_type::way) members.push_back(member.ref());
      data.areas.push_back(std::move(area));
    });
    for (const auto& members : members_)
      member_ways_.insert(member_ways_.end(), members.begin(), members.end());
    sort_ids(member_ways_);
  }

  void read_ways(OsmData& data) {
    std::vector<std::vector<std::int64_t>> refs;
    std::map<std::int64_t, std::size_t> places;
    pass(osmium::osm_entity_bits::way, [&](const osmium::OSMObject& object) {
      const auto& way = static_cast<const osmium::Way&>(object);
      const bool is_member = std::binary_search(member_ways_.begin(), member_ways_.end(), way.id());
      if (!is_member && !ways_.wants(way.tags())) {
        ++data.other_ways;
        return;
      }
      if (is_member) places.emplace(way.id(), data.ways.size());
      data.ways.push_back({way.id(), ways_.kept(way.tags()), {}});
      std::vector<std::int64_t>& nodes = refs.emplace_back();
      for (const osmium::NodeRef& node : way.nodes()) nodes.push_back(node.ref());
      wanted_nodes_.insert(wanted_nodes_.end(), nodes.begin(), nodes.end());
    });
    sort_ids(wanted_nodes_);
    if (wanted_nodes_.size() > std::numeric_limits<std::uint32_t>::max() / 2)
      throw InputError(source_fault(source_, "it is too large", "Cut out the city with osmium extract"));
    for (std::size_t i = 0; i < refs.size(); ++i) {
      for (const std::int64_t id : refs[i])
        data.ways[i].nodes.push_back(static_cast<std::uint32_t>(position_of(id)));
    }
    for (std::size_t i = 0; i < data.areas.size(); ++i) {
      for (const std::int64_t id : members_[i]) {
        const auto place = places.find(id);
        if (place == places.end())
          ++data.areas[i].missing_ways;
        else
          data.areas[i].ways.push_back(place->second);
      }
    }
  }

  void read_nodes(OsmData& data) {
    for (const std::int64_t id : wanted_nodes_) data.nodes.push_back({id, no_place, no_place});
    std::map<std::uint32_t, OsmTags> tagged;
    pass(osmium::osm_entity_bits::node, [&](const osmium::OSMObject& object) {
      const auto& node = static_cast<const osmium::Node&>(object);
      const std::size_t at = position_of(node.id());
      if (at == wanted_nodes_.size() || !node.location().valid()) return;
      if (!std::isnan(data.nodes[at].longitude)) return;
      data.nodes[at].longitude = node.location().lon();
      data.nodes[at].latitude = node.location().lat();
      if (nodes_.wants(node.tags())) tagged.emplace(static_cast<std::uint32_t>(at), nodes_.kept(node.tags()));
    });
    for (auto& [at, tags] : tagged) data.tagged_nodes.emplace_back(at, std::move(tags));
  }

  static void sort_ids(std::vector<std::int64_t>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }

  /// The number of wanted nodes when it is none of them.
  [[nodiscard]] std::size_t position_of(std::int64_t id) const {
    const auto found = std::lower_bound(wanted_nodes_.begin(), wanted_nodes_.end(), id);
    if (found == wanted_nodes_.end() || *found != id) return wanted_nodes_.size();
    return static_cast<std::size_t>(found - wanted_nodes_.begin());
  }

  const SourceSpec& source_;
  std::string path_;
  TagFilter ways_;
  TagFilter nodes_;
  osmium::thread::Pool pool_;
  /// Ways of each multipolygon, and of all, sorted.
  std::vector<std::vector<std::int64_t>> members_;
  std::vector<std::int64_t> member_ways_;
  std::vector<std::int64_t> wanted_nodes_;
};

/// libosmium's words are for its developers; these are for those who have the file.
InputFault damage_fault(const SourceSpec& source, std::string_view words) {
  const auto says = [&](std::string_view part) { return words.find(part) != std::string_view::npos; };
  if (says("truncated") || says("EOF") || says("no element found") || says("unclosed token") ||
      says("unexpected end"))
    return source_fault(source, "the file is cut off", "Fetch it again");
  return source_fault(
      source, "the file is damaged, or no file of OpenStreetMap",
      "Fetch it again, and check that its ending (.osm.pbf, .osm, .osm.gz, .osm.bz2) is right");
}

}  // namespace

OsmData read_osm(const SourceSpec& source, const OsmSelection& selection) {
  require_file_or_folder(source);
  std::error_code error;
  if (std::filesystem::is_directory(source.path, error))
    throw InputError(source_fault(source, "it is a folder", "Name a file of OpenStreetMap"));
  if (std::filesystem::file_size(source.path, error) == 0 && !error)
    throw InputError(source_fault(source, "the file is empty", "Fetch it again"));
  OsmData data;
  try {
    if (source.path.filename().string().ends_with("pbf")) check_pbf_frame(source.path);
    data = OsmFile(source, selection).read();
  } catch (const InputError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::system_error&) {
    throw InputError(source_fault(source, "it cannot be read", "Check that you may read it"));
  } catch (const std::exception& failure) {
    throw InputError(damage_fault(source, failure.what()));
  }
  if (data.ways.empty() && data.other_ways == 0)
    throw InputError(
        source_fault(source, "it holds no way, so no street", "Fetch an extract of the whole map"));
  return data;
}

}  // namespace quarterhour
