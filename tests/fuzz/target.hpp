// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace pushgate::fuzz {

/// One parser and what must hold whatever bytes it gets: that it neither crashes nor hangs, and where it
/// reads something, that what it read is written and read again as the same. A breach ends the program.
struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

/// Every target, sorted by name. A file a group: documents, archives, packages.
std::span<const Target> targets();

/// The one of that name; null where there is none.
const Target* find_target(std::string_view name);

/// Ends the program with the words where `holds` is false.
void must(bool holds, const char* what);

}  // namespace pushgate::fuzz
