// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::attest {

/// The predicate type that a word names: cosign's short names (`slsaprovenance1`, `cyclonedx`, `vuln`, …)
/// stand for the types that cosign means by them, and a URI for itself. Errors: misuse, for anything else;
/// `option` is what the word was given to (`--type`).
Result<std::string> predicate_type_of(std::string_view word, std::string_view option);

/// The short names, with commas between, for messages and help.
std::string predicate_type_names();

}  // namespace pushgate::attest
