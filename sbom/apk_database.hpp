// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::sbom {

/// One installed package of an apk database.
struct ApkPackage {
  std::string name;
  std::string version;       ///< `3.1.4-r2`
  std::string architecture;  ///< `x86_64`, `noarch`; empty where the stanza has none
  std::string origin;        ///< the source package; equals name where the stanza names none
  std::string license;       ///< as stated: an SPDX expression, or words
  std::string maintainer;
  std::string checksum;               ///< `Q1` and the base64 SHA-1 of the package's control segment
  std::vector<std::string> needs;     ///< names without versions: `so:libc.musl-x86_64.so.1`, `musl`
  std::vector<std::string> provides;  ///< likewise: `cmd:openssl`
};

/// Reads an `installed` file. A second stanza of one name is left out, as Trivy does: apk installs a name
/// once. Errors: unchecked, subject `file:LINE`, for whatever apk could not have written. Untrusted: the
/// text. Limits: 100,000 packages, 100,000 names in a field.
Result<std::vector<ApkPackage>> parse_apk_database(std::string_view text, const std::string& file);

/// Gets the name of a package and the path of a file of it, relative to the root.
using ApkFile = std::function<void(std::string_view package, const std::string& path)>;

/// Tells each file that a database says a package owns. Lines that parse_apk_database() would refuse are
/// passed over. Untrusted: the text.
void tell_apk_files(std::string_view text, const ApkFile& tell);

}  // namespace pushgate::sbom
