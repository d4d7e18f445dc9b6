// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "sbom/executable_file.hpp"

namespace pushgate::sbom {

/// What Go's linker leaves in a program, as it stands there.
struct GoBuildText {
  std::string version;  ///< of Go: `go1.22.1`, `go1.22.1 X:boringcrypto`
  std::string modules;  ///< the module text, for parse_go_build_info(); empty without modules
};

/// Finds Go's build information in a program (formats.md 8.5); nothing where there is none. Errors:
/// unchecked, without a subject: it has a place for it, but what is there cannot be read. Untrusted: the
/// program. Limits: 4 KiB of version, 4 MiB of module text.
Result<std::optional<GoBuildText>> find_go_build_info(const ExecutableFile& file);

struct GoModule {
  std::string path;
  std::string version;  ///< `v1.2.3`, `(devel)`, or empty
  std::string sum;      ///< `h1:…`; may be empty
  bool operator==(const GoModule&) const = default;
};

struct GoDependency {
  GoModule module;
  std::optional<GoModule> replacement;  ///< what was compiled instead; its path may be a folder
};

struct GoBuildInfo {
  std::string go_version;  ///< as GoBuildText has it
  std::string path;        ///< of the main package; may be empty
  std::optional<GoModule> main;
  std::vector<GoDependency> dependencies;
  std::vector<std::pair<std::string, std::string>> settings;  ///< `-ldflags`, `vcs.revision`, `GOOS`
};

/// Reads the module text. Lines of unknown kinds are left out. Errors: unchecked, without a subject, with the
/// line's number. Untrusted: the text. Limits: 100,000 lines.
Result<GoBuildInfo> parse_go_build_info(const GoBuildText& text);

}  // namespace pushgate::sbom
