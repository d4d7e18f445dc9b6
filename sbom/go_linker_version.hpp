// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::sbom {

/// The version that a build gave its main module through the linker, `-ldflags "-X main.version=v1.2.3"`;
/// empty where there is none, or more than one that is as likely. The rules are Trivy's: variables called
/// `version` or `ver` in any case whose value is a semantic version, with or without `v`; first those below
/// the module's `cmd`, then those of packages called main, common, version or cmd, then all others.
/// Untrusted: both texts.
std::string go_linker_version(std::string_view module_path, std::string_view linker_flags);

/// `v0.0.0-20240102150405-abcdefabcdef` and its like: made from a commit, where no version was tagged.
bool is_go_pseudo_version(std::string_view version);

/// `v1`, `v1.2`, `v1.2.3-rc.1+meta`: what Go takes for a version, its `v` included.
bool is_go_version(std::string_view text);

}  // namespace pushgate::sbom
