// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/evidence.hpp"
#include "model/finding.hpp"
#include "policy/waiver.hpp"
#include "sbom/purl.hpp"
#include "versions/range.hpp"

namespace pushgate::policy {

/// Whether a package is one that a purl means: type, namespace, name and subpath are equal, and what else the
/// purl says (a version, qualifiers) the package says, too. The package may say more. OpenVEX matches so.
bool purl_means(const sbom::Purl& purl, const sbom::Purl& package);

/// The version of a package as its ecosystem orders it: with the epoch of an rpm, which its purl has as a
/// qualifier.
std::string ordered_version(const sbom::Purl& package);

/// Whether a waiver's subject is meant for a finding's: empty fits all, the same text fits, and a purl fits
/// what it means (`pkg:pypi/urllib3` fits `pkg:pypi/urllib3@1.26.4?x=y`). Untrusted: both.
bool subject_fits(std::string_view waiver_subject, std::string_view finding_subject);

/// A waiver, its subject and versions read once.
class ReadWaiver {
 public:
  /// Refers to the waiver.
  explicit ReadWaiver(const Waiver& waiver);

  const Waiver& waiver() const { return *m_waiver; }
  /// Whether it is for that image and service at all.
  bool is_for(const model::Subject& image) const;
  /// Whether it is for that package, file or service. A version that is none of its ecosystem is in no range.
  bool fits(std::string_view subject) const;

 private:
  const Waiver* m_waiver;
  std::optional<sbom::Purl> m_package;
  std::optional<versions::Range> m_versions;
};

/// The waivers of one finding on one day. At most one of the two is set; both are null where none fits.
struct WaiverMatch {
  const Waiver* holds = nullptr;    ///< the first that fits and has not expired
  const Waiver* expired = nullptr;  ///< where none holds: the one that fitted for longest
};

/// The waivers that are for one image, found by rule.
class ImageWaivers {
 public:
  /// Refers to the waivers.
  ImageWaivers(const std::vector<Waiver>& waivers, const model::Subject& image);

  WaiverMatch match(const model::Finding& finding, Date today) const;

 private:
  std::map<std::string, std::vector<ReadWaiver>, std::less<>> m_by_rule;
};

}  // namespace pushgate::policy
