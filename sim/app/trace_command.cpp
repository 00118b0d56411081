#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>

#include "output/planned_sites.h"
#include "output/trace_file.h"
#include "sim/app/commands.h"
#include "sim/app/interruption.h"
#include "sim/app/resources.h"
#include "sim/app/study.h"
#include "sim/app/study_start.h"
#include "sim/app/trace_question.h"
#include "sim/score/group_access.h"
#include "sim/sites.h"

namespace quarterhour::app {

namespace {

struct TraceOptions {
  std::string scenario;
  TraceWords words;
  std::string plan;
  std::string folder;
  std::string language = "en";
  std::string data;
  int threads = 0;
  bool quiet = false;
};

const City& city_of(const Place& place, const std::string& scenario) {
  if (const City* city = std::get_if<City>(&place)) return *city;
  throw InputError(InputFault{scenario, 0, "travel.matrix", "", "has no ways that could be traced",
                              "Give [city] elevation, population and streets"});
}

/// The links of those ids, a bit each; those that the city does not know are left out.
std::uint64_t links_named(const City& city, const std::vector<std::string>& ids) {
  std::uint64_t links = 0;
  for (std::size_t k = 0; k < city.links.size(); ++k)
    if (std::find(ids.begin(), ids.end(), city.links[k].id) != ids.end()) links |= std::uint64_t{1} << k;
  return links;
}

/// What one place asks of one service.
TraceAnswer answer_of(const TraceSubject& subject, const std::string& to, const TraceQuestion& question,
                      const StudyResult& study, const Service& service, AccessTracer& tracer) {
  const auto site_of = [&](const std::string& id) -> std::optional<std::size_t> {
    for (const std::size_t position : sites_of(study, service))
      if (study.sites[position].id == id) return position;
    return std::nullopt;
  };
  TraceAnswer answer;
  const auto own = subject.facility.empty() ? std::nullopt : site_of(subject.facility);
  if (!to.empty()) {
    answer.access = tracer.to_site(subject.cell, *site_of(to));
  } else if (own) {
    answer.access = tracer.longest_to(*own);
  } else {
    answer.access = tracer.to_nearest(subject.cell);
  }
  // A facility's own people are told by their cell, and a facility is not traced to itself by its name.
  const bool by_cell = own && (to.empty() || to == subject.facility);
  if (answer.access) {
    answer.people_at = by_cell ? question.words_of(answer.access->cell) : subject.words;
    answer.words = access_words(*answer.access, study, answer.people_at);
  } else {
    answer.words = nobody_words(subject.words, service);
  }
  return answer;
}

ExitCode trace(const TraceOptions& options) {
  const Resources resources(options.threads, "");
  listen_for_interruption();
  Progress progress(options.quiet);
  if (!options.folder.empty()) check_trace_folder(options.folder);
  std::optional<std::filesystem::path> data;
  if (!options.data.empty()) data = options.data;
  const Scenario scenario = read_scenario(options.scenario, data);
  progress.expect(3.0);
  const Place place = read_place(scenario, progress);
  const City& city = city_of(place, options.scenario);
  StudyResult study = study_of(scenario);
  open_ledger(city, study);
  if (!options.plan.empty())
    for (Site& site : read_planned_sites(options.plan, city.grid())) add_site(study, std::move(site));
  if (!options.plan.empty())
    for (const auto& [service, id] : read_closed_sites(options.plan))
      for (Site& site : study.sites)
        if (site.service == service && site.id == id && !site.planned) site.closed = true;
  const TraceQuestion question = understand(options.words, city, study);

  TravelFields fields(city, scenario.travel);
  if (!options.plan.empty()) fields.open_links(links_named(city, read_built_links(options.plan)));
  std::vector<TraceAnswer> answers;
  for (const Service* service : question.services) {
    progress.begin("Tracing ways to " + service->id, 1.0 / static_cast<double>(question.services.size()));
    const PeopleGroup& group =
        question.group != nullptr ? *question.group : group_named(city, service->demand.front().group);
    AccessTracer tracer(city, fields, study, *service, group);
    for (const TraceSubject& subject : question.subjects)
      if (!interruption_requested())
        answers.push_back(answer_of(subject, options.words.to, question, study, *service, tracer));
  }
  progress.finish();
  const BilingualName text = trace_text(answers);
  std::cout << (options.language == "zh" ? text.zh : text.en);
  if (!options.folder.empty()) {
    write_trace(answers, study, city, options.folder);
    if (!options.quiet) std::cerr << "The ways are in " << options.folder << "/trace.gpkg\n";
  }
  if (interruption_requested()) {
    std::cerr << "Interrupted: these are the ways that were traced by then.\n";
    return ExitCode::interrupted;
  }
  return ExitCode::done;
}

}  // namespace

void add_trace_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<TraceOptions>();
  const CLI::Validator not_empty(
      [](const std::string& text) { return text.empty() ? std::string("must not be empty") : std::string(); },
      "");
  CLI::App* command =
      program.add_subcommand("trace", "Show the way between a place and a service, stretch by stretch");
  command->add_option("scenario", options->scenario, "The scenario, a TOML file")->required();
  command
      ->add_option("--at", options->words.points,
                   "A place: longitude and latitude in degrees (WGS 84); its cell is traced")
      ->type_name("LON,LAT")
      ->allow_extra_args(false);
  command->add_option("--cell", options->words.cells, "A place: row and column of the grid, both from 0")
      ->type_name("ROW,COLUMN")
      ->allow_extra_args(false);
  command
      ->add_option("--facility", options->words.facilities,
                   "A place: a facility by its id. For its own service: the longest way of those it serves")
      ->type_name("ID")
      ->allow_extra_args(false);
  command->add_option("--service", options->words.service, "The service; without it every one")
      ->type_name("ID")
      ->check(not_empty);
  command->add_option("--group", options->words.group, "Who moves; without it the first group of the service")
      ->type_name("ID")
      ->check(not_empty);
  command->add_option("--to", options->words.to, "The facility at the other end; without it the nearest")
      ->type_name("ID")
      ->check(not_empty);
  command->add_option("--plan", options->plan, "A result whose planned sites take part")
      ->type_name("RESULT.h5")
      ->check(not_empty);
  command->add_option("-o,--output", options->folder, "Folder for the ways as a GeoPackage and as text")
      ->check(not_empty);
  command->add_option("--lang", options->language, "Language of what is printed")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--data", options->data, "Folder that the scenario's paths are relative to");
  command->add_option("--threads", options->threads, "Threads to use")->check(CLI::Range(1, 1024));
  command->add_flag("--quiet", options->quiet, "Print the words only");
  command->footer("Example: quarterhour trace clinics.toml --at=106.578,29.561 --service clinic -o way");
  command->callback([options, &chosen] { chosen = [options] { return trace(*options); }; });
}

}  // namespace quarterhour::app
