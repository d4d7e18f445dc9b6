// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// What a cataloger found, one line a package: its purl, then what else it has of `(id MIT)`, `needs a,b`,
/// `provides c`, `by Someone`, `MD5 00…`. An error: `subject: what`.
inline std::string told(const Result<std::vector<model::Component>>& found) {
  using Kind = model::License::Kind;
  if (!found) return found.error().subject + ": " + found.error().what;
  std::string out;
  const auto list = [&](const char* title, const std::vector<std::string>& names) {
    std::string separator = std::string(" ") + title + " ";
    for (const auto& name : names) {
      out += separator + name;
      separator = ",";
    }
  };
  for (const auto& component : *found) {
    out += component.purl;
    for (const auto& license : component.licenses) {
      out += license.kind == Kind::spdx_id           ? " (id "
             : license.kind == Kind::spdx_expression ? " (expression "
                                                     : " (name ";
      out += license.text + ")";
    }
    list("needs", component.needs);
    list("provides", component.provides);
    if (!component.supplier.empty()) out += " by " + component.supplier;
    for (const auto& hash : component.hashes) out += " " + hash.algorithm + " " + hash.hex;
    out += "\n";
  }
  return out;
}

/// A text and what a reader makes of it.
struct Told {
  std::string text;
  std::string expected;
};

}  // namespace pushgate::sbom
