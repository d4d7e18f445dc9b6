// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/component.hpp"

namespace pushgate::sbom {

/// A package's name with its group, as its ecosystem's people write it: `@angular/core`, `org.foo:bar`.
std::string full_name(const model::Component& component);

/// A name in the form in which its ecosystem compares names: PEP 503 for Python, as it is for the others.
std::string comparable(std::string_view ecosystem, std::string_view name);

/// full_name, comparable.
std::string comparable_name(const model::Component& component);

}  // namespace pushgate::sbom
