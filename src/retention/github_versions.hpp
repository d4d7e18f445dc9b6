// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::retention {

/// A version of a container package: a manifest or index of its repository.
struct GithubVersion {
  std::uint64_t id = 0;
  Digest digest;
  std::vector<std::string> tags{};
  std::optional<Time> created_at{};  ///< nothing: it does not say
};

/// One page of GitHub's list of a container package's versions
/// (https://docs.github.com/en/rest/packages/packages#list-package-versions-for-a-package-owned-by-an-organization).
/// `where` names it in errors. Untrusted: the text. Limits: k_github_page_bytes, 1000 tags a version.
/// Errors: unchecked: what is no such list, and a version that is not named by a digest.
Result<std::vector<GithubVersion>> parse_github_versions(std::string_view text, std::string_view where);

inline constexpr std::size_t k_github_page_bytes = 16u << 20;

}  // namespace pushgate::retention
