// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pushgate::dockerfile {

/// What the arguments of RUN, CMD and others are as JSON. The difference counts: BuildKit reads text that is
/// no JSON as a shell command, and refuses an array that has something else than strings in it.
struct JsonArray {
  enum class Kind { none, strings, others } kind = Kind::none;
  std::vector<std::string> strings;
};

/// Untrusted: the text. Limits: nesting as deep as Go's encoding/json, 10,000; beyond it is none.
JsonArray read_json_array(std::string_view text);

}  // namespace pushgate::dockerfile
