// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "retention/decide.hpp"
#include "retention/plan_document.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// The verdict over a repository as a part of a plan.
PlannedRepository plan_repository(const std::string& name, const RepositoryStore& store, const Graph& graph,
                                  const Verdict& verdict);

}  // namespace pushgate::retention
