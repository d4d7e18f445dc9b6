// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/component.hpp"

namespace pushgate::sbom {

/// Which of `components` each of them needs: Component::needs looked up among what is installed. For each
/// component the indices of those it needs, sorted, each once, itself left out. What is needed and not there
/// is left out: the document says what is installed.
///
/// A name means what it means to its ecosystem: for npm the nearest node_modules upwards, for Python, gems
/// and conda the same folder before any other, for what one file states (Go, Rust, Java, .NET, Composer) that
/// file alone, for debs, rpms and apks the whole image, where `provides` count, too, and the first
/// alternative that is installed is taken.
std::vector<std::vector<std::size_t>> dependency_graph(std::span<const model::Component* const> components);

}  // namespace pushgate::sbom
