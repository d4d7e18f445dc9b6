// SPDX-License-Identifier: Apache-2.0
#include "sbom/ownership.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/root_path.hpp"
#include "base/slash_path.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/image_prober.hpp"
#include "sbom/probed_files.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::uint32_t k_execute_bits = 0111;

/// A program, a library or a script that may be executed. Archives and
/// compiled modules with an execute bit are none; a library
/// that is too large to look into is one by its name.
bool is_executable(const oci::RootView::Node& node) {
  if (!node.is_file() || (node.mode() & k_execute_bits) == 0) return false;
  if (!node.probed()) return is_large_library(node.path(), node.size());
  if (is_system_database(node.path())) return false;
  const auto probed = read_probed_file(*node.content(), shown_path(node));
  return probed && (probed->kind == ProbedFile::Kind::executable || probed->kind == ProbedFile::Kind::script);
}

}  // namespace

Ownership::Ownership(const oci::RootView& view, std::span<const PackageFile> files) : m_view(view) {
  for (const PackageFile& file : files) m_names.insert(name_of(file.node->path()));
  for (const auto& node : view.nodes()) {
    if (!is_executable(node)) continue;
    m_executables.insert(node.path());
    m_names.insert(name_of(node.path()));
  }
}

/// The node that a listed path leads to, where anyone asks about such a name.
const oci::RootView::Node* Ownership::asked(std::string_view path) const {
  return m_names.contains(name_of(path)) ? m_view.find(path) : nullptr;
}

Result<void> Ownership::add(const SystemCataloger& manager, std::span<const SystemPackage> packages,
                            std::size_t first) {
  return manager.owned(m_view, packages, [&](std::size_t package, std::string_view path) {
    const auto* const node = asked(path);
    if (node == nullptr || !node->is_file()) return;
    m_accounted.insert(node->path());
    if (!packages[package].third_party) m_shipped.emplace(node->path(), first + package);
  });
}

void Ownership::account_for(std::string_view path) {
  if (!path.ends_with('/')) {
    const auto* const node = asked(path);
    if (node != nullptr) m_accounted.insert(node->path());
    return;
  }
  const auto* const folder = m_view.find(path);
  const auto real = RootPath::parse(std::string(folder == nullptr ? path : folder->path()));
  if (!real || real->is_root()) return;
  for (const auto& node : m_view.below(*real)) {
    if (m_executables.contains(node.path())) m_accounted.insert(node.path());
  }
}

const std::size_t* Ownership::shipped_by(std::string_view path) const {
  const auto found = m_shipped.find(path);
  return found == m_shipped.end() ? nullptr : &found->second;
}

model::Coverage Ownership::coverage() const {
  model::Coverage coverage{.executables = m_executables.size(), .unowned = {}};
  for (const std::string_view path : m_executables) {
    if (!m_accounted.contains(path)) coverage.unowned.push_back(fmt::format("/{}", path));
  }
  std::ranges::sort(coverage.unowned);
  return coverage;
}

}  // namespace pushgate::sbom
