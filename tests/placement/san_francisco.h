// The San Francisco instance of spopt's tests, read from its long CSV.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace quarterhour::tests {

/// Tracts by name, stores by name as text, street metres from each store to each tract.
struct SanFrancisco {
  std::vector<double> people;
  std::vector<std::vector<double>> metres;
};

inline SanFrancisco san_francisco(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::map<std::string, double> people;
  std::map<std::string, std::map<std::string, double>> metres_to;
  while (std::getline(in, line)) {
    std::stringstream fields(line);
    std::string metres;
    std::string store;
    std::string tract;
    std::string demand;
    std::getline(fields, metres, ',');
    std::getline(fields, store, ',');
    std::getline(fields, tract, ',');
    std::getline(fields, demand, ',');
    people[tract] = std::stod(demand);
    metres_to[store][tract] = std::stod(metres);
  }
  SanFrancisco result;
  for (const auto& [tract, count] : people) result.people.push_back(count);
  for (const auto& [store, to] : metres_to) {
    result.metres.emplace_back();
    for (const auto& [tract, count] : people) result.metres.back().push_back(to.at(tract));
  }
  return result;
}

}  // namespace quarterhour::tests
