// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/finding.hpp"
#include "model/vex.hpp"
#include "sbom/purl.hpp"

namespace pushgate::policy {

/// What is said of one finding.
struct VexSaid {
  const model::VexStatement* newest = nullptr;  ///< that which counts; null: nobody says anything
  std::string against;  ///< what others say and what it outdates, in words; may be empty
};

/// The statements about one image, found by advisory.
///
/// Of several about one finding the newest counts (OpenVEX 0.2.0, "Status Labels" and the timestamp of a
/// statement); one without a date is older than all that have one, and of equally old ones the most cautious
/// counts. A statement that lets something pass and is dated after `now` does not count yet.
class ImageVex {
 public:
  /// Refers to the statements.
  ImageVex(const std::vector<model::VexStatement>& statements, Time now);

  VexSaid about(const model::Finding& finding) const;

 private:
  struct Read {
    const model::VexStatement* statement;
    std::vector<sbom::Purl> packages;

    bool is_about(const model::Finding& finding, const sbom::Purl* package) const;
  };

  std::vector<Read> m_statements;
  std::map<std::string_view, std::vector<std::size_t>> m_by_advisory;
};

/// `acme (vex.json), 2026-01-01: not_affected`
std::string told(const model::VexStatement& statement);

}  // namespace pushgate::policy
