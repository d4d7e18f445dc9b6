// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/finding.hpp"

namespace pushgate::model {

/// What is said of a vulnerability in a product: OpenVEX's four words. CycloneDX has six for the same.
/// The order is that of caution.
enum class VexStatus { not_affected, fixed, under_investigation, affected };

std::string_view to_string(VexStatus status);  ///< `not_affected`
std::optional<VexStatus> parse_vex_status(std::string_view text);

/// One statement of a VEX document, as far as it is about one image.
struct VexStatement {
  std::vector<std::string> advisories;  ///< the vulnerability's name and aliases: `CVE-2024-1234`; not empty
  std::vector<std::string> packages;    ///< purls; empty: the whole image
  VexStatus status = VexStatus::affected;
  std::string why;         ///< justification and impact, or what to do; may be empty
  std::string author;      ///< as the document says; may be empty
  std::string document;    ///< the file, or `referrer sha256:…`
  std::string signer;      ///< whose key signed it; empty: a file that the user named
  std::optional<Time> at;  ///< when it was last said; none: the document has no date

  /// Whether it is about something that does the image no harm.
  bool lets_pass() const { return status == VexStatus::not_affected || status == VexStatus::fixed; }
  auto operator<=>(const VexStatement&) const = default;
};

/// A finding that passes because somebody says that it does no harm here.
struct Vexed {
  Finding finding;
  VexStatement said;
  std::string against;  ///< older statements that say otherwise, in words; may be empty

  bool operator==(const Vexed&) const = default;
};

}  // namespace pushgate::model
