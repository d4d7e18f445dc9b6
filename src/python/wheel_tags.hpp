// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::python {

/// What a wheel runs on: `cp311-cp311-manylinux_2_17_x86_64` (PEP 425). Lower case.
struct Tag {
  std::string python;
  std::string abi;
  std::string platform;

  auto operator<=>(const Tag&) const = default;
  std::string to_string() const { return python + '-' + abi + '-' + platform; }
};

/// All tags that a compressed set stands for (PEP 425): `py2.py3-none-any` is two. Sorted, each once. None
/// where there are not three parts, one of them or of their members is empty, or an interpreter is no
/// identifier of ASCII letters, digits and `_`. Untrusted: the text. Limits: 4096 tags; more are none.
std::optional<std::vector<Tag>> parse_tags(std::string_view text);

}  // namespace pushgate::python
