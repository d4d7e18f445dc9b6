// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pushgate::sbom {

/// The paths that one directory has of a package.
struct RpmDirectory {
  std::string path;  ///< with a slash at its end: `/usr/bin/`
  std::vector<std::string> names;
};

/// An installed rpm. What a header does not have is empty.
struct RpmPackage {
  std::string name;
  std::optional<std::uint32_t> epoch;
  std::string version;
  std::string release;
  std::string arch;        ///< `x86_64`, `noarch`; empty for gpg-pubkey alone
  std::string source_rpm;  ///< file name: `openssl-3.0.7-24.el9.src.rpm`
  std::string vendor;
  std::string packager;
  std::string license;
  std::string modularity_label;    ///< `nodejs:12:8030020201124152102:229f0a1c`
  std::string sigmd5;              ///< MD5 of header and payload, in hex
  std::vector<std::string> needs;  ///< capabilities, without versions, each once
  std::vector<std::string> provides;
  std::vector<RpmDirectory> directories;  ///< in the order of the header
};

/// True for a public key, which rpm keeps among the packages under this name.
inline bool is_rpm_key(const RpmPackage& package) {
  return package.name == "gpg-pubkey" && package.directories.empty();
}

}  // namespace pushgate::sbom
