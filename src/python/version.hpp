// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pushgate::python {

/// The one spelling of all versions that PEP 440 calls equal: `v1.0.0-Alpha1` is `1a1`, `2024.07.04` is
/// `2024.7.4`, `1.0-1` is `1.post1`. None for a text that is no PEP 440 version. Untrusted: the text.
std::optional<std::string> canonical_version(std::string_view text);

/// Whether `==pin` takes a distribution of that version: equal by PEP 440, and where the pin has no local
/// part (`+cu121`), that of the distribution does not count. A pin that is no version (`===`) is compared
/// as it is written.
bool pin_takes(std::string_view pin, std::string_view version);

}  // namespace pushgate::python
