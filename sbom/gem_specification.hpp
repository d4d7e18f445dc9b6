// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// True for the specification of an installed gem: `…/specifications/….gemspec`.
bool is_gem_specification(std::string_view path);

/// The gem that a specification describes. Nothing is evaluated. Errors: unchecked, subject `file:LINE`
/// where it is about a line: for a name or version that is missing or no text in quotes. Untrusted: the
/// bytes.
Result<std::vector<model::Component>> gem_packages(std::string_view bytes, const std::string& path);

/// Where the gem's files are: `gems/NAME-VERSION/` beside `specifications/`.
std::vector<std::string> gem_owned(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
