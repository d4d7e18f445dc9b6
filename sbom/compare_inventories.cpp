// SPDX-License-Identifier: Apache-2.0
#include "sbom/compare_inventories.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "sbom/component_name.hpp"
#include "sbom/cyclonedx_component.hpp"

namespace pushgate::sbom {

namespace {

using model::Component;
using model::PackageChange;
using Kind = PackageChange::Kind;
using Key = std::tuple<std::string, std::string, std::string>;  // ecosystem, name, architecture
using Copies = std::vector<const Component*>;

std::string system_of(const model::OperatingSystem& os) {
  return os.version.empty() ? os.family : os.family + " " + os.version;
}

void collect(const std::vector<Component>& components, std::map<Key, Copies>& into) {
  for (const auto& component : components) {
    into[{component.ecosystem, comparable_name(component), component.architecture}].push_back(&component);
    collect(component.nested, into);
  }
}

std::map<Digest, std::size_t> positions(const model::Inventory& inventory) {
  std::map<Digest, std::size_t> out;
  for (std::size_t i = 0; i < inventory.layers.size(); ++i) out.emplace(inventory.layers[i].diff_id, i);
  return out;
}

class Comparison {
 public:
  Comparison(const model::Inventory& from, const model::Inventory& to)
      : m_from_positions(positions(from)), m_to_positions(positions(to)) {}

  void compare(Copies from, Copies to, model::InventoryDiff& diff) const {
    for (auto* const copies : {&from, &to}) std::ranges::sort(*copies, {}, &Comparison::order);
    pair_off(
        from, to, [&](const Component& a, const Component& b) { return is_same(a, b); },
        [&](const Component&, const Component&) { ++diff.same; });
    pair_off(
        from, to, [](const Component& a, const Component& b) { return a.version == b.version; },
        [&](const Component& a, const Component& b) {
          ++diff.same;
          diff.changes.push_back(change(Kind::moved, &a, &b));
        });
    pair_off(
        from, to, [](const Component&, const Component&) { return true; },
        [&](const Component& a, const Component& b) {
          diff.changes.push_back(change(Kind::changed, &a, &b));
        });
    for (const auto* left : from) diff.changes.push_back(change(Kind::removed, left, nullptr));
    for (const auto* left : to) diff.changes.push_back(change(Kind::added, nullptr, left));
  }

 private:
  static std::tuple<std::string, std::string> order(const Component* component) {
    return {found_at(*component), component->version};
  }

  static PackageChange change(Kind kind, const Component* from, const Component* to) {
    const Component& shown = to != nullptr ? *to : *from;
    PackageChange out{.kind = kind,
                      .ecosystem = shown.ecosystem,
                      .name = full_name(shown),
                      .from_version = from != nullptr ? from->version : "",
                      .to_version = to != nullptr ? to->version : "",
                      .from_layer = {},
                      .to_layer = {},
                      .place = found_at(shown)};
    if (from != nullptr) out.from_layer = from->layer;
    if (to != nullptr) out.to_layer = to->layer;
    return out;
  }

  /// Takes counterparts out of both lists, the first that is one.
  template <typename Match, typename Found>
  static void pair_off(Copies& from, Copies& to, Match match, Found found) {
    Copies left;
    for (const auto* one : from) {
      const auto other = std::ranges::find_if(to, [&](const auto* b) { return match(*one, *b); });
      if (other == to.end()) {
        left.push_back(one);
        continue;
      }
      found(*one, **other);
      to.erase(other);
    }
    from = std::move(left);
  }

  bool is_same(const Component& a, const Component& b) const {
    if (a.version != b.version) return false;
    if (!a.layer || !b.layer || *a.layer == *b.layer) return true;
    const auto from = m_from_positions.find(*a.layer);
    const auto to = m_to_positions.find(*b.layer);
    return from != m_from_positions.end() && to != m_to_positions.end() && from->second == to->second;
  }

  std::map<Digest, std::size_t> m_from_positions;
  std::map<Digest, std::size_t> m_to_positions;
};

}  // namespace

model::InventoryDiff compare_inventories(const model::Inventory& from, const model::Inventory& to) {
  std::map<Key, Copies> from_packages;
  std::map<Key, Copies> to_packages;
  collect(from.components, from_packages);
  collect(to.components, to_packages);

  model::InventoryDiff diff;
  diff.from_system = system_of(from.os);
  diff.to_system = system_of(to.os);
  const Comparison comparison(from, to);
  for (auto& [key, copies] : from_packages) comparison.compare(copies, to_packages[key], diff);
  for (auto& [key, copies] : to_packages) {
    if (!from_packages.contains(key)) comparison.compare({}, copies, diff);
  }
  std::ranges::stable_sort(diff.changes, [](const PackageChange& a, const PackageChange& b) {
    return std::tie(a.ecosystem, a.name, a.place) < std::tie(b.ecosystem, b.name, b.place);
  });
  return diff;
}

}  // namespace pushgate::sbom
