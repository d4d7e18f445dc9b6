// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::sbom {

/// A package URL (ECMA-427), its parts decoded and in the normal form of its type. Empty: absent.
struct Purl {
  std::string type;        ///< lower case: `deb`, `pypi`, `oci`
  std::string name_space;  ///< segments joined by `/`: `debian`, `org.apache.commons`
  std::string name;
  std::string version;
  std::map<std::string, std::string> qualifiers;  ///< keys lower case, no empty values
  std::string subpath;                            ///< segments joined by `/`

  /// Checks the parts and brings them into normal form. Errors: unchecked: a type or qualifier key of wrong
  /// form, no name, a part that is not UTF-8 or that the type forbids or misses. Untrusted: the parts.
  static Result<Purl> make(Purl parts);

  /// Reads the text form: any case of type and keys, `pkg://`, encoded or bare `:` and `/`. Errors:
  /// unchecked. Untrusted: the text. Limits: 8192 bytes.
  static Result<Purl> parse(std::string_view text);

  /// The canonical text: qualifiers sorted, everything percent-encoded but letters, digits, `.-_~` and `:`.
  std::string to_string() const;

  bool operator==(const Purl&) const = default;
};

}  // namespace pushgate::sbom
