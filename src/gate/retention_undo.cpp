// SPDX-License-Identifier: Apache-2.0
#include "gate/retention_undo.hpp"

#include "base/format.hpp"
#include "retention/open_store.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

Result<UndoneRepository> undo_repository(const RetentionRequest& request, const std::string& plan_file,
                                         const retention::PlannedRepository& planned) {
  TRY_ASSIGN(const auto reference, oci::Reference::parse(planned.name));
  TRY_ASSIGN(const auto store,
             retention::open_store(
                 reference, {.api = request.github_api, .registry = request.registry, .say = request.say}));
  if (planned.store != store->kind())
    return fail(Error::misuse(plan_file, fmt::format("asks for the store '{}' of {}; expected {}",
                                                     planned.store, planned.name, store->kind())));
  const auto say = [&](const std::string& line) { request.say(planned.name + ": " + line); };
  TRY_ASSIGN(auto undone, retention::undo_plan(planned, *store, say));
  return UndoneRepository{planned.name, std::move(undone)};
}

}  // namespace

Result<std::vector<UndoneRepository>> undo_retention(const RetentionRequest& request,
                                                     const std::string& plan_file) {
  TRY_ASSIGN(const auto plan, read_retention_plan(plan_file));
  std::vector<UndoneRepository> done;
  for (const auto& planned : plan.repositories) {
    if (planned.removals() == 0) continue;
    TRY_ASSIGN(auto one, undo_repository(request, plan_file, planned));
    done.push_back(std::move(one));
  }
  return done;
}

}  // namespace pushgate::gate
