#include "output/virtual_raster.h"

#include <string>
#include <vector>

#include "output/coordinate_system.h"
#include "output/whole_file.h"

namespace quarterhour {
namespace {

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default: safe += letter;
    }
  }
  return safe;
}

}  // namespace

void add_bands(const AccessLayer& layer, std::vector<VirtualBand>& bands) {
  const std::string path = "/access/" + layer.service + "/" + layer.group + "/" + layer.state;
  const std::string title = layer.service + ", " + layer.group + ", " + layer.state + ": ";
  if (!layer.seconds.empty()) bands.push_back({path + "/minutes", title + "minutes", "Float32", "nan"});
  if (!layer.covered.empty()) bands.push_back({path + "/covered", title + "covered", "Byte", "255"});
  if (!layer.served_share.empty())
    bands.push_back({path + "/served_share", title + "served share", "Float32", "nan"});
  if (!layer.supply_2sfca.empty())
    bands.push_back({path + "/supply_2sfca", title + "supply by 2SFCA", "Float32", "nan"});
}

void add_bands(const CompletenessLayer& layer, std::vector<VirtualBand>& bands) {
  bands.push_back({"/completeness/" + layer.group + "/" + layer.state + "/share",
                   "completeness, " + layer.group + ", " + layer.state + ": share", "Float32", "nan"});
}

void add_bands(const City& city, std::vector<VirtualBand>& bands) {
  for (const PeopleGroup& group : city.groups)
    bands.push_back({"/people/" + group.id, "people: " + group.id, "Float64", "nan"});
  if (!city.is_flat()) bands.push_back({"/ground/elevation", "elevation, m", "Float32", "nan"});
}

void write_virtual_raster(const std::vector<VirtualBand>& bands, const City& city,
                          const std::filesystem::path& result_path) {
  const Grid& grid = city.grid();
  const std::string size =
      "xSize=\"" + std::to_string(grid.cols()) + "\" ySize=\"" + std::to_string(grid.rows());
  const std::string window = "xOff=\"0\" yOff=\"0\" " + size + "\"/>\n";
  std::string text = "<VRTDataset rasterXSize=\"" + std::to_string(grid.cols()) + "\" rasterYSize=\"" +
                     std::to_string(grid.rows()) + "\">\n";
  if (!city.crs_wkt.empty())
    text += "  <SRS dataAxisToSRSAxisMapping=\"1,2\">" + escaped(city.crs_wkt) + "</SRS>\n";
  text += "  <GeoTransform>" + geo_transform(grid, ", ") + "</GeoTransform>\n";
  int number = 0;
  for (const VirtualBand& band : bands) {
    text += "  <VRTRasterBand dataType=\"" + std::string(band.type) + "\" band=\"" +
            std::to_string(++number) + "\">\n    <Description>" + escaped(band.description) +
            "</Description>\n    <NoDataValue>" + band.no_data +
            "</NoDataValue>\n    <SimpleSource>\n      <SourceFilename relativeToVRT=\"1\">" +
            escaped("NETCDF:\"" + result_path.filename().string() + "\":" + band.dataset) +
            "</SourceFilename>\n      <SourceBand>1</SourceBand>\n      <SrcRect " + window +
            "      <DstRect " + window + "    </SimpleSource>\n  </VRTRasterBand>\n";
  }
  text += "</VRTDataset>\n";
  write_text_file(std::filesystem::path(result_path).replace_extension(".vrt"), text);
}

}  // namespace quarterhour
