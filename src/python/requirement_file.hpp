// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::python {

/// `--hash=sha256:…`, as it is written.
struct RequirementHash {
  std::string algorithm;
  std::string value;

  bool operator==(const RequirementHash&) const = default;
};

/// A file that a lock lists for a requirement.
struct LockedFile {
  std::uint32_t line = 0;
  std::string name;  ///< `a-1.0-py3-none-any.whl`
  std::string url;   ///< or a path; may hold credentials
  std::vector<RequirementHash> hashes;
};

/// One requirement: `NAME[EXTRA,…] SPECIFIER ; MARKER --hash=…` (PEP 508, pip's options).
struct Requirement {
  std::uint32_t line = 0;
  std::string name;        ///< as written
  std::string normalized;  ///< PEP 503
  std::vector<std::string> extras;
  std::string specifier;  ///< `==2.31.0`, `>=2,<3`, without blanks around commas; may be empty
  std::string pin;        ///< the version, where the specifier is one `==` or `===` without `.*`; else empty
  std::string marker;     ///< as written; not evaluated
  std::vector<RequirementHash> hashes;
  std::vector<LockedFile> files = {};  ///< of pylock.toml and uv.lock; requirement files list none
  std::string requires_python = {};    ///< of pylock.toml: a version specifier; may be empty
};

/// A requirement that says where to get it instead of which version of a name: no index and no lock decides.
struct DirectRequirement {
  enum class Kind {
    editable,  ///< `-e ./src`, `-e git+https://…`
    vcs,       ///< `git+https://…`, `name @ hg+https://…`
    url,       ///< `https://…/a.whl`, `name @ https://…`
    path,      ///< `./a`, `a-1.0.whl`, `file:…`
  };
  std::uint32_t line = 0;
  Kind kind = Kind::url;
  std::string text;   ///< as written, without options; may hold credentials: see `what`
  std::string name;   ///< normalised; empty where the line does not name it
  std::string plain;  ///< `name` as it is written
  std::vector<RequirementHash> hashes;
  std::string what;  ///< why it is not judged as a pin is, without credentials
};

/// `-r FILE` and `-c FILE`.
struct RequirementInclude {
  std::uint32_t line = 0;
  bool is_constraint = false;
  std::string path;  ///< as written, or a URL, which may hold credentials
  std::string what;  ///< `includes another file: -r base.txt`; no credentials
};

/// `--index-url URL` and the other options that are for the whole run.
struct RequirementOption {
  std::uint32_t line = 0;
  std::string name;   ///< the long form
  std::string value;  ///< may hold credentials
};

/// A line that this reader does not judge: pip would refuse it, or take it for something not known here.
struct UnreadLine {
  std::uint32_t line = 0;
  std::string what;  ///< `is no requirement: a=1.0`; no credentials
};

struct RequirementFile {
  std::vector<Requirement> requirements;
  std::vector<DirectRequirement> direct;
  std::vector<RequirementInclude> includes;
  std::vector<RequirementOption> options;
  std::vector<UnreadLine> unread;
};

/// What `${NAME}` stands for; none where there is no such variable.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Reads a requirement file in pip's form (pip 25.3, "Requirements File Format"). A variable (`${NAME}`, of
/// A-Z, 0-9 and _) is filled in where `variables` are given and it is not empty; else a requirement or an
/// include with one is unread, for what it means is not in the file. Errors: unchecked, where the file is no
/// text. Untrusted: the text. Limits: the caller's, on its size.
Result<RequirementFile> parse_requirements(std::string_view text, std::string_view file_name,
                                           const Variables& variables = {});

}  // namespace pushgate::python
