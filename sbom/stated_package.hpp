// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// What a file says a package is called.
struct StatedPackage {
  std::string ecosystem;  ///< purl type
  std::string group;      ///< the purl's namespace; may be empty
  std::string name;
  std::string version;
  std::map<std::string, std::string> qualifiers;  ///< of the purl; empty values fall away
};

/// The component of that name with its purl. `where` names the file in errors. Errors: unchecked, for a name
/// or version that is missing or no text of one line. Untrusted: the package.
Result<model::Component> stated_component(StatedPackage package, const std::string& where);

/// Licences as sbom/spdx.hpp reads them, in their order, each once, without empty ones.
std::vector<model::License> stated_licenses(const std::vector<std::string>& texts);

/// Sorts names and leaves each once.
void sort_names(std::vector<std::string>& names);

/// A hash that is written as hex digits of either case; nothing where the text is none of that algorithm
/// (`MD5`, `SHA-1`, `SHA-256`, `SHA-512`).
std::optional<model::Hash> hex_hash(std::string_view algorithm, std::string_view hex);

/// One that is written as `sha512-` or `sha1-` and base64 (W3C Subresource Integrity); nothing where the text
/// is none.
std::optional<model::Hash> integrity_hash(std::string_view text);

}  // namespace pushgate::sbom
