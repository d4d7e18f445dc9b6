// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::scanners {

/// Reads a tag of the form `YYYYMMDD-<git_sha>`: a day of the calendar, 7 to 40 lower-case hexadecimal
/// digits. Gives the digits. Errors: refused; their text reads after the tag: `names the day 20250230, …`.
/// Untrusted: the tag.
Result<std::string> revision_of_tag(std::string_view tag);

/// True for 7 to 64 lower-case hexadecimal digits: a git commit, shortened or not, SHA-1 or SHA-256.
bool is_commit(std::string_view text);

/// The label that says which commit an image was built from.
inline constexpr const char* k_revision_label = "org.opencontainers.image.revision";

/// True where the label is a commit, and the one that a tag shortens to `commit`. Untrusted: the label.
bool is_of_commit(std::string_view label, std::string_view commit);

}  // namespace pushgate::scanners
