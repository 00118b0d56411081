#include "output/result_file.h"

#include "output/city_tables.h"
#include "output/result_tables.h"
#include "output/result_writer.h"
#include "output/table.h"

namespace quarterhour {

void write_result(const StudyResult& result, const City& city, const std::filesystem::path& path,
                  std::optional<double> seconds_taken) {
  ResultWriter writer(path, city, result);
  for (const AccessLayer& layer : result.access) writer.take(layer);
  for (const CompletenessLayer& layer : result.completeness) writer.take(layer);
  writer.finish(result, seconds_taken);
}

void write_result(const StudyResult& result, const TravelMatrix& matrix, const std::filesystem::path& path,
                  std::optional<double> seconds_taken) {
  FileWriter file(path, FileFormat::result);
  write_findings(file, result, nullptr);
  write_account(file, matrix.balance, {}, joined_notes(matrix.notes, result.notes), matrix.inputs);
  write_ledger(file, {}, nullptr);
  write_people(file, {});
  using D = DemandPoint;
  file.table({"/demand",
              {column("id", matrix.demand, [](const D& point) { return point.id; }),
               column("people", matrix.demand, [](const D& point) { return point.people; })}});
  write_circumstances(file, seconds_taken);
  file.commit();
}

}  // namespace quarterhour
