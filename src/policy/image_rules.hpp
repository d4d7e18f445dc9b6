// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/evidence.hpp"
#include "sbom/purl.hpp"
#include "versions/range.hpp"

namespace pushgate::policy {

/// Licences by their name in policies: canonical_license() of an SPDX id, with exception or without.
struct LicenseRules {
  std::set<std::string, std::less<>> allow;  ///< empty: all that are not denied
  std::set<std::string, std::less<>> deny;
};

/// A package that an image must not have.
struct ForbiddenPackage {
  sbom::Purl package;                       ///< type, namespace and name alone
  std::optional<versions::Range> versions;  ///< none: every version
  std::string reason;
};

/// How much of what can run must belong to a known package.
struct CoverageFloor {
  std::optional<int> min_percent;
  std::optional<std::uint64_t> max_unowned;
};

/// When a distribution's releases end.
struct Distribution {
  bool rolling = false;                           ///< it has none that end
  std::map<std::string, Date, std::less<>> ends;  ///< release and last day
};
using Distributions = std::map<std::string, Distribution, std::less<>>;  ///< by Trivy's name

/// What a policy says of an image as a whole. Each finds under a rule of its own, which is in rules.yaml.
struct ImageRules {
  std::optional<LicenseRules> licenses;         ///< `license/denied`, `license/unrecognised`
  std::vector<ForbiddenPackage> forbidden;      ///< `package/forbidden`
  std::optional<CoverageFloor> coverage;        ///< `coverage/below-floor`
  std::optional<Distributions> end_of_life;     ///< `os/end-of-life`
  std::optional<std::uint64_t> max_image_size;  ///< `image/too-large`; bytes as they are stored

  bool empty() const {
    return !licenses && forbidden.empty() && !coverage && !end_of_life && !max_image_size;
  }
};

/// Whether a rule is one of these.
bool is_image_rule(std::string_view rule);

/// Whether there is no verdict where such a rule could not look. `license/unrecognised` only tells.
bool must_look(std::string_view rule);

/// What the rules find, without severities. Where one could not look, the finding says so. `evidence` has an
/// inventory.
std::vector<model::Finding> judge_image(const model::Evidence& evidence, const ImageRules& rules, Date today);

}  // namespace pushgate::policy
