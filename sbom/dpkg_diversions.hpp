// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::sbom {

/// Where packages' files are that dpkg moved away for another package.
class DpkgDiversions {
 public:
  /// Reads var/lib/dpkg/diversions. Errors: unchecked, subject `file:LINE`, for a record that is cut short or
  /// whose paths are not absolute. Untrusted: the text.
  static Result<DpkgDiversions> parse(std::string_view text, const std::string& file);

  /// Where the file is that `package` lists as `path`, absolute or not; `path` itself where nobody moved it.
  /// Valid as long as both this and `path` are.
  std::string_view place_of(std::string_view path, std::string_view package) const;

 private:
  struct Diversion {
    std::string place;
    std::string package;  // whose own file stays; empty: nobody's
  };
  std::map<std::string, Diversion, std::less<>> m_by_path;  // without the leading slash
};

}  // namespace pushgate::sbom
