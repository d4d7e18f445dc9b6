// SPDX-License-Identifier: Apache-2.0
#include "gate/retention.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "gate/retention_spared.hpp"
#include "gate/settings.hpp"
#include "oci/reference.hpp"
#include "plan/image_repository.hpp"
#include "retention/decide.hpp"
#include "retention/freed_bytes.hpp"
#include "retention/open_store.hpp"
#include "retention/plan_repository.hpp"
#include "retention/read_graph.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

using retention::Graph;
using retention::PlannedRepository;

constexpr std::size_t k_plan_bytes = 256u << 20;

/// The fleet file, and what is to be asked only once of it.
struct Field {
  std::string file;
  plan::Fleet fleet;
  std::vector<std::string> repositories;
  DeployedImages deployed;
};

Result<std::vector<std::string>> repositories_of(const plan::Fleet& fleet, const std::string& file,
                                                 const std::vector<std::string>& services) {
  std::set<std::string> chosen;
  for (const auto& name : services) {
    const auto service = fleet.services.find(name);
    if (service == fleet.services.end())
      return fail(Error::misuse(file, fmt::format("has no service '{}'", name)));
    for (auto& repository : plan::repositories_of(fleet, service->second)) chosen.insert(repository);
  }
  if (services.empty()) {
    for (const auto& [name, service] : fleet.services)
      for (auto& repository : plan::repositories_of(fleet, service)) chosen.insert(repository);
    for (const auto& [repository, rules] : fleet.retention->repositories) chosen.insert(repository);
  }
  if (chosen.empty())
    return fail(Error::misuse(file,
                              "names no repository; expected \"registry\", or \"retention\" with "
                              "\"repositories\""));
  return std::vector<std::string>(chosen.begin(), chosen.end());
}

Result<Field> read_field(const RetentionRequest& request) {
  Field field;
  field.file = fleet_file_or_default(request.fleet_file);
  TRY_ASSIGN(FleetChoice choice, load_fleet(request.fleet_file, ""));
  if (!choice.fleet)
    return fail(Error::misuse(field.file, "does not exist; retention reads its rules from a fleet file"));
  field.fleet = std::move(*choice.fleet);
  if (!field.fleet.retention)
    return fail(Error::misuse(field.file, "has no \"retention\"; expected the rules by which images are kept")
                    .with_hint("retention: {keep_last: 5, keep_days: 30}"));
  TRY_ASSIGN(field.repositories, repositories_of(field.fleet, field.file, request.services));
  const bool protects =
      std::any_of(field.repositories.begin(), field.repositories.end(),
                  [&](const auto& one) { return field.fleet.retention->of(one).protect_deployed; });
  if (protects) {
    TRY_ASSIGN(field.deployed, find_deployed(field.file, field.fleet));
  }
  return field;
}

/// What is known of one repository before it is asked.
struct Question {
  std::string name;
  const plan::RetentionRules* rules = nullptr;
  retention::Protected deployed;
  std::vector<Digest> known;
  std::unique_ptr<retention::RepositoryStore> store;
};

Result<Question> question_of(const Field& field, const std::string& repository,
                             const RetentionRequest& request) {
  Question question;
  question.name = repository;
  question.rules = &field.fleet.retention->of(repository);
  if (question.rules->protect_deployed) {
    const auto unknown = field.deployed.unknown.find(repository);
    if (unknown != field.deployed.unknown.end()) return fail(unknown->second);
    const auto images = field.deployed.images.find(repository);
    if (images != field.deployed.images.end()) question.deployed = images->second;
  }
  question.known = named_digests(field.fleet, repository);
  for (const auto& [digest, why] : question.deployed) question.known.push_back(digest);
  TRY_ASSIGN(const auto reference, oci::Reference::parse(repository));
  TRY_ASSIGN(question.store,
             retention::open_store(
                 reference, {.api = request.github_api, .registry = request.registry, .say = request.say}));
  return question;
}

retention::Protected spared_in(const Field& field, const Question& question, const Graph& graph) {
  auto spared = question.deployed;
  spared.merge(find_named(field.fleet, question.name, graph));
  return spared;
}

Result<void> plan_repository(const Field& field, const std::string& name, const RetentionRequest& request,
                             RetentionPlan& plan, retention::FreedBytes& freed) {
  TRY_ASSIGN(const auto question, question_of(field, name, request));
  TRY_ASSIGN(const Graph graph, retention::read_graph(*question.store, question.known));
  const auto verdict =
      retention::decide(graph, *question.rules, spared_in(field, question, graph), plan.document.made);
  for (Graph::Place place = 0; place < graph.nodes().size(); ++place)
    for (const Digest& missing : graph.missing(place))
      plan.broken.push_back(fmt::format("{}@{}: names {}, which is not there", name,
                                        graph.nodes()[place].digest.to_string(), missing.to_string()));
  freed.add(graph, verdict.kept);
  plan.document.repositories.push_back(retention::plan_repository(name, *question.store, graph, verdict));
  return {};
}

Result<void> check_share(const PlannedRepository& repository, unsigned most_percent) {
  const auto removals = repository.removals();
  if (removals * 100 <= repository.manifests.size() * most_percent) return {};
  return fail(
      Error::refused(repository.name, fmt::format("{} of {} manifests are to go; expected at most {} %",
                                                  removals, repository.manifests.size(), most_percent))
          .with_hint("look through the plan, then raise it with --max-share PERCENT"));
}

struct Step {
  Question question;
  retention::Remaining remaining;
};

Result<Step> check_repository(const Field& field, const PlannedRepository& planned,
                              const RetentionRequest& request, const RetentionApply& apply) {
  if (std::find(field.repositories.begin(), field.repositories.end(), planned.name) ==
      field.repositories.end())
    return fail(Error::misuse(
        apply.plan_file, fmt::format("names {}, which is no repository of {}", planned.name, field.file)));
  TRY(check_share(planned, apply.most_percent));
  TRY_ASSIGN(auto question, question_of(field, planned.name, request));
  if (planned.store != question.store->kind())
    return fail(
        Error::misuse(apply.plan_file, fmt::format("asks for the store '{}' of {}; expected {}",
                                                   planned.store, planned.name, question.store->kind())));
  TRY_ASSIGN(auto remaining,
             retention::check_plan(planned, *question.store, question.known,
                                   [&](const Graph& graph) { return spared_in(field, question, graph); }));
  return Step{std::move(question), std::move(remaining)};
}

}  // namespace

Result<RetentionPlan> plan_retention(const RetentionRequest& request) {
  TRY_ASSIGN(const Field field, read_field(request));
  RetentionPlan plan{.document = {.made = system_time()}, .broken = {}, .unchecked = {}};
  retention::FreedBytes freed;
  for (const auto& name : field.repositories) {
    auto planned = plan_repository(field, name, request, plan, freed);
    if (!planned && planned.error().code != ErrorCode::unchecked) return fail(std::move(planned).error());
    if (!planned) plan.unchecked.push_back(std::move(planned).error());
  }
  plan.document.frees = freed.total();
  return plan;
}

Result<retention::PlanDocument> read_retention_plan(const std::string& file) {
  TRY_ASSIGN(const auto text, store::read_file(file, k_plan_bytes, true));
  return retention::parse_plan(text, file);
}

Result<std::vector<AppliedRepository>> apply_retention(const RetentionRequest& request,
                                                       const RetentionApply& apply) {
  TRY_ASSIGN(const auto plan, read_retention_plan(apply.plan_file));
  TRY_ASSIGN(const Field field, read_field(request));
  std::vector<Step> steps;
  std::vector<AppliedRepository> done;
  for (const auto& planned : plan.repositories) {
    TRY_ASSIGN(auto step, check_repository(field, planned, request, apply));
    done.push_back({.name = planned.name,
                    .manifests = planned.manifests.size(),
                    .to_remove = step.remaining.order.size(),
                    .gone = step.remaining.gone});
    steps.push_back(std::move(step));
  }
  if (!apply.yes) return done;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto say = [&](const std::string& line) { request.say(done[i].name + ": " + line); };
    TRY_ASSIGN(done[i].applied, retention::apply_plan(steps[i].remaining, *steps[i].question.store, say));
  }
  return done;
}

}  // namespace pushgate::gate
