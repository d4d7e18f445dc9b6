// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::sbom {

/// A distribution as Trivy names it: its advisories are found by exactly these.
struct Release {
  std::string family;   ///< `redhat`, `centos-stream`, `cbl-mariner`
  std::string version;  ///< `9.3`, `2 (Karoo)`
  bool operator==(const Release&) const = default;
};

/// Trivy's family of an os-release's ID, where NAME tells more (CentOS Stream); empty for one that it does
/// not know. Untrusted: both.
std::string_view family_of_os_release(std::string_view id, std::string_view name);

/// The os-release ID of a family, for images without an os-release: `rhel` of `redhat`.
std::string_view os_release_id(std::string_view family);

/// `NAME release VERSION`, as in redhat-release and the files of those that descend from it. A name that is
/// none of theirs is Red Hat Enterprise Linux to `anyone_is_redhat`, as in Trivy, and else nothing.
std::optional<Release> parse_redhat_release(std::string_view text, bool anyone_is_redhat);

/// system-release of Amazon Linux; nothing for another distribution's.
std::optional<Release> parse_amazon_release(std::string_view text);

/// The release that apk's repositories belong to (`3.19`, `edge`), the newest of several; empty where none
/// tells. Alpine's only. Untrusted: the text.
std::string parse_apk_repositories(std::string_view text);

/// Whether Ubuntu's status.json says that extended security maintenance of the base system is on. Errors:
/// unchecked, for what is no such document. Untrusted: the text.
Result<bool> parse_ubuntu_esm(std::string_view text, std::string_view file);

}  // namespace pushgate::sbom
