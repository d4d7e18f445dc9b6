// SPDX-License-Identifier: Apache-2.0
#include "attest/known_members.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::attest {

Result<void> only_members(const json::Object& object, std::initializer_list<std::string_view> known,
                          std::string_view where) {
  for (const auto& [name, value] : object.members()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return fail(
        Error::unchecked(std::string(where), fmt::format("has an unknown member \"{}\"; expected {}",
                                                         name.substr(0, 100), fmt::join(known, ", "))));
  }
  return {};
}

}  // namespace pushgate::attest
