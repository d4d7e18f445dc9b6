// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "base/result.hpp"
#include "gate/receipt_keys.hpp"
#include "registry/client.hpp"
#include "rollout/target.hpp"

namespace pushgate::gate {

/// What the tag is, by digest, in the repository of each target's images (plan::repository_of), and that each
/// has a receipt of one of the keys which says that it passed. Nothing else may be rolled out. `say` is told
/// each in a line. Errors: refused (all of them), where a receipt is missing; misuse, for what is no tag, a
/// fleet file without a registry, no keys; unchecked, where the registry cannot be asked.
Result<std::map<rollout::Key, rollout::Release>> verified_releases(
    const TrustSource& source, const std::set<rollout::Key>& targets, const std::string& tag,
    const registry::ClientOptions& registry, const std::function<void(const std::string&)>& say);

}  // namespace pushgate::gate
