// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "rollout/hosts.hpp"

namespace pushgate::rollout {

inline constexpr std::size_t k_answer_bytes = 64u << 10;  // of what a host says of itself

/// Why an answer to GET /health is not that of a healthy service; empty where it is. Healthy is status 200
/// and the JSON object {"status":"ok"}, with whatever white space and no other member. Untrusted: the body.
std::string why_ill(int status, std::string_view body);

/// The digest in what a command or an endpoint wrote: `sha256:…`, alone or at the end of an image's name,
/// with white space around it. `member`: the text is a JSON object, and the digest is in its member of that
/// name. Untrusted: the text.
Identity read_identity(std::string_view text, const std::string& member);

}  // namespace pushgate::rollout
