// SPDX-License-Identifier: Apache-2.0
#include "sbom/dependency_graph.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/format.hpp"
#include "base/slash_path.hpp"
#include "sbom/component_name.hpp"

namespace pushgate::sbom {

namespace {

using Indices = std::vector<std::size_t>;

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::ranges::find(all, text) != all.end();
}

/// The place within which a component's names are looked up first.
std::string_view scope_of(const model::Component& component) {
  const std::string_view path = component.evidence_path;
  if (is_any_of(component.ecosystem, {"deb", "rpm", "apk"})) return {};
  if (component.ecosystem == "pypi") return parent_of(parent_of(path));
  if (component.ecosystem == "npm" || component.ecosystem == "gem" || component.ecosystem == "conda") {
    return parent_of(path);
  }
  return path;
}

/// Whether a name that its own scope does not have may come from another one: other folders may be on the
/// search path, too, but a file that states all its packages means those.
bool looks_elsewhere(std::string_view ecosystem) {
  return ecosystem == "pypi" || ecosystem == "gem";
}

class Graph {
 public:
  explicit Graph(std::span<const model::Component* const> components) : m_components(components) {
    for (std::size_t i = 0; i < components.size(); ++i) {
      const auto& component = *components[i];
      const std::string name = full_name(component);
      const auto scope = scope_of(component);
      list(component.ecosystem, scope, name, i);
      list(component.ecosystem, scope, fmt::format("{}@{}", name, component.version), i);
      if (looks_elsewhere(component.ecosystem)) list(component.ecosystem, k_anywhere, name, i);
    }
    for (std::size_t i = 0; i < components.size(); ++i) {
      for (const auto& name : components[i]->provides) {
        m_provided[key(components[i]->ecosystem, scope_of(*components[i]), name)].push_back(i);
      }
    }
  }

  Indices needed_by(std::size_t index) const {
    Indices out;
    for (const std::string_view need : m_components[index]->needs) {
      if (const auto found = resolve(index, need); found != index) out.push_back(found);
    }
    std::ranges::sort(out);
    const auto repeated = std::ranges::unique(out);
    out.erase(repeated.begin(), repeated.end());
    return out;
  }

 private:
  static constexpr std::string_view k_anywhere = "*";
  using Table = std::unordered_map<std::string, Indices>;

  static std::string key(std::string_view ecosystem, std::string_view scope, std::string_view name) {
    return fmt::format("{}\n{}\n{}", ecosystem, scope, comparable(ecosystem, name));
  }

  void list(std::string_view ecosystem, std::string_view scope, std::string_view name, std::size_t index) {
    m_named[key(ecosystem, scope, name)].push_back(index);
  }

  /// The component of that name; of several, one of the same architecture, else the first. `index` where
  /// there is none.
  std::size_t in(const Table& table, std::size_t index, std::string_view scope, std::string_view name) const {
    const auto& component = *m_components[index];
    const auto found = table.find(key(component.ecosystem, scope, name));
    if (found == table.end()) return index;
    for (const std::size_t other : found->second) {
      if (m_components[other]->architecture == component.architecture) return other;
    }
    return found->second.front();
  }

  std::size_t resolve(std::size_t index, std::string_view need) const {
    for (std::size_t begin = 0; begin <= need.size();) {
      const std::size_t end = std::min(need.find('|', begin), need.size());
      const auto found = named(index, need.substr(begin, end - begin));
      if (found != index) return found;
      begin = end + 1;
    }
    return index;
  }

  std::size_t named(std::size_t index, std::string_view name) const {
    const auto& component = *m_components[index];
    if (component.ecosystem == "npm") return in_node_modules(index, name);
    const auto scope = scope_of(component);
    if (const auto found = in(m_named, index, scope, name); found != index) return found;
    if (const auto found = in(m_provided, index, scope, name); found != index) return found;
    return looks_elsewhere(component.ecosystem) ? in(m_named, index, k_anywhere, name) : index;
  }

  /// Node.js, "Loading from node_modules folders": from the package's own folder upwards.
  std::size_t in_node_modules(std::size_t index, std::string_view name) const {
    std::string_view folder = scope_of(*m_components[index]);
    while (true) {
      const auto found = in(m_named, index, fmt::format("{}/node_modules/{}", folder, name), name);
      if (found != index || folder.empty()) return found;
      folder = parent_of(folder);
    }
  }

  std::span<const model::Component* const> m_components;
  Table m_named;
  Table m_provided;
};

}  // namespace

std::vector<Indices> dependency_graph(std::span<const model::Component* const> components) {
  const Graph graph(components);
  std::vector<Indices> out;
  out.reserve(components.size());
  for (std::size_t i = 0; i < components.size(); ++i) out.push_back(graph.needed_by(i));
  return out;
}

}  // namespace pushgate::sbom
