// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "python/target_platform.hpp"
#include "python/wheel_tags.hpp"

namespace pushgate::python {

/// The platform tags that run on the target, best first: `linux_x86_64`, `manylinux_2_28_x86_64`,
/// … `manylinux2014_x86_64` … (PEP 600 with the older names, PEP 656, macOS releases and binary formats).
std::vector<std::string> compatible_platforms(const Target& target);

/// The tags that the target takes, in an installer's order of preference: its own ABI, the stable ABI, older
/// stable ABIs, then wheels of pure Python.
std::vector<Tag> compatible_tags(const Target& target);

/// The tags of one target, for many wheels.
class SupportedTags {
 public:
  explicit SupportedTags(const Target& target);

  /// The place of the best of a wheel's tags, 0 the most liked; none where the target takes none of them.
  std::optional<std::size_t> rank(std::span<const Tag> wheel) const;

  bool is_compatible(std::span<const Tag> wheel) const { return rank(wheel).has_value(); }

 private:
  std::map<Tag, std::size_t> m_ranks;
};

}  // namespace pushgate::python
