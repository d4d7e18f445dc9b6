// SPDX-License-Identifier: Apache-2.0
#include "sbom/cyclonedx.hpp"

// CycloneDX 1.6 and 1.7 JSON (formats.md 7.2 to 7.5), in the form that three readers take alike:
//
// - Trivy: the operating system is a component whose name and version are Trivy's own; source packages stand
// in
//   the properties aquasecurity:trivy:Src*; what is nested in another component is not scanned, which is what
//   `trivy image` does with packages that a deb ships.
// - grype: the properties syft:distro:* have os-release's names; the purls' qualifiers distro and upstream.
// - the official schema: no unknown member, licences either ids and names or exactly one expression.
//
// The order is: components by bom-ref, dependencies by ref, qualifiers and properties as written here.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "sbom/cyclonedx_component.hpp"
#include "sbom/dependency_graph.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_root = "root";
constexpr std::string_view k_system = "os";
// Paths that no package accounts for; the number beside them counts all.
constexpr std::size_t k_listed = 1000;

/// True for `ghcr.io/acme/app` and `localhost:5000/app`; false for `oci:folder:tag` and paths.
bool is_repository(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || slash + 1 == name.size()) return false;
  const std::string_view host = name.substr(0, slash);
  const std::size_t colon = host.find(':');
  const std::string_view port = colon == std::string_view::npos ? "0" : host.substr(colon + 1);
  const std::string_view domain = host.substr(0, colon);
  const auto in = [](std::string_view set) {
    return [set](char c) { return set.find(c) != std::string_view::npos; };
  };
  static constexpr std::string_view k_letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  static constexpr std::string_view k_path = "abcdefghijklmnopqrstuvwxyz0123456789-._/";
  if (domain.empty() || domain.front() == '.' || !std::ranges::all_of(domain, in(k_letters))) return false;
  if (port.empty() || !std::ranges::all_of(port, in("0123456789"))) return false;
  if (colon == std::string_view::npos && domain != "localhost" &&
      domain.find('.') == std::string_view::npos) {
    return false;
  }
  const std::string_view path = name.substr(slash + 1);
  return path.back() != '/' && std::ranges::all_of(path, in(k_path));
}

std::string image_purl(const DocumentSubject& subject) {
  if (!is_repository(subject.name)) return {};
  Purl purl;
  purl.type = "oci";
  purl.name = subject.name.substr(subject.name.rfind('/') + 1);
  purl.version = subject.digest.to_string();
  const std::size_t slash = subject.platform.find('/');
  if (slash != std::string::npos) {
    const std::string rest = subject.platform.substr(slash + 1);
    purl.qualifiers["arch"] = rest.substr(0, rest.find('/'));
  }
  purl.qualifiers["repository_url"] = subject.name;
  const auto made = Purl::make(std::move(purl));
  return made ? made->to_string() : std::string();
}

json::Value root_component(const DocumentSubject& subject) {
  json::Object root{{"bom-ref", k_root},
                    {"type", "container"},
                    {"name", subject.name},
                    {"version", subject.digest.to_string()}};
  if (const auto purl = image_purl(subject); !purl.empty()) root.set("purl", purl);
  return root;
}

json::Value system_component(const model::OperatingSystem& os) {
  json::Array properties;
  add_property(properties, "aquasecurity:trivy:Class", "os-pkgs");
  add_property(properties, "aquasecurity:trivy:Type", os.family);
  add_property(properties, "syft:distro:id", os.id);
  add_property(properties, "syft:distro:versionID", os.version_id);
  add_property(properties, "syft:distro:prettyName", os.pretty_name);
  json::Object component{{"bom-ref", k_system}, {"type", "operating-system"}, {"name", os.family}};
  if (!os.version.empty()) component.set("version", os.version);
  component.set("properties", std::move(properties));
  return component;
}

/// What the document says of the image as a whole: its layers, and what no package accounts for.
json::Array image_properties(const model::Inventory& inventory) {
  json::Array properties;
  for (std::size_t i = 0; i < inventory.layers.size(); ++i) {
    const auto& layer = inventory.layers[i];
    const std::string prefix = fmt::format("pushgate:layer:{}:", i);
    add_property(properties, prefix + "diff-id", layer.diff_id.to_string());
    add_property(properties, prefix + "created-by", layer.created_by);
    if (layer.of_base) add_property(properties, prefix + "origin", *layer.of_base ? "base" : "own");
  }
  const auto& coverage = inventory.coverage;
  add_property(properties, "pushgate:coverage:executables", std::to_string(coverage.executables));
  add_property(properties, "pushgate:coverage:unowned", std::to_string(coverage.unowned.size()));
  for (std::size_t i = 0; i < coverage.unowned.size() && i < k_listed; ++i) {
    add_property(properties, "pushgate:coverage:unowned:path", coverage.unowned[i]);
  }
  for (const auto& file : inventory.unread) {
    add_property(properties, "pushgate:unread", fmt::format("{}: {}", file.path, file.reason));
  }
  return properties;
}

/// Everything is found where there is nothing left that nobody accounts for.
json::Array compositions(const model::Inventory& inventory) {
  const bool complete = inventory.coverage.unowned.empty() && inventory.unread.empty();
  return {
      json::Object{{"aggregate", complete ? "complete" : "incomplete"}, {"assemblies", json::Array{k_root}}}};
}

/// A member of the document that is a list, written element by element.
class ListWriter {
 public:
  ListWriter(std::string& text, std::string_view name) : m_text(text) {
    m_text += fmt::format(",\n  \"{}\": [", name);
  }
  ~ListWriter() { m_text += m_empty ? "]" : "\n  ]"; }
  ListWriter(const ListWriter&) = delete;
  ListWriter& operator=(const ListWriter&) = delete;

  void add(const json::Value& element) {
    m_text += m_empty ? "\n    " : ",\n    ";
    json::append_pretty(m_text, element, 2);
    m_empty = false;
  }

 private:
  std::string& m_text;
  bool m_empty = true;
};

/// Builds the components and remembers who depends on whom.
class Document {
 public:
  explicit Document(const model::Inventory& inventory) : m_inventory(inventory) {
    for (std::size_t i = 0; i < inventory.layers.size(); ++i) {
      m_layers.emplace(inventory.layers[i].diff_id, i);
    }
    list(inventory.components);
    name_all();
  }

  /// Appends the two members to an object that is being written. Piece by piece, since there may be 100,000
  /// components.
  void append_to(std::string& text) {
    const bool has_system = !m_inventory.os.family.empty();
    auto& on_root = m_depends_on[std::string(k_root)];
    if (has_system) on_root.emplace(k_system);
    for (const auto& component : m_inventory.components) {
      const bool of_system = has_system && model::is_os_ecosystem(component.ecosystem);
      m_depends_on[std::string(of_system ? k_system : k_root)].insert(m_refs.at(&component));
    }
    if (has_system) m_depends_on[std::string(k_system)];
    add_needs();
    append_components(text, has_system);
    append_dependencies(text);
  }

 private:
  void append_components(std::string& text, bool has_system) {
    const auto sorted = sorted_by_reference(m_inventory.components);
    ListWriter list(text, "components");
    bool system_written = !has_system;
    for (const auto* component : sorted) {
      if (!system_written && m_refs.at(component) > k_system) {
        list.add(system_component(m_inventory.os));
        system_written = true;
      }
      list.add(package(*component));
    }
    if (!system_written) list.add(system_component(m_inventory.os));
  }

  void append_dependencies(std::string& text) const {
    ListWriter list(text, "dependencies");
    for (const auto& [ref, targets] : m_depends_on) {
      json::Array needed;
      for (const auto& target : targets) needed.emplace_back(target);
      list.add(json::Object{{"ref", ref}, {"dependsOn", std::move(needed)}});
    }
  }

  std::vector<const model::Component*> sorted_by_reference(
      const std::vector<model::Component>& components) const {
    std::vector<const model::Component*> sorted;
    for (const auto& component : components) sorted.push_back(&component);
    std::ranges::sort(sorted, {},
                      [&](const auto* component) -> const std::string& { return m_refs.at(component); });
    return sorted;
  }

  void list(const std::vector<model::Component>& components) {
    for (const auto& component : components) {
      m_all.push_back(&component);
      ++m_uses[component.purl];
      ++m_same_version[component.name + "@" + component.version];
      list(component.nested);
    }
  }

  /// A reference is the purl; where several components have it, with the place it was found at.
  void name_all() {
    for (const auto* component : m_all) {
      std::string ref = component->purl;
      if (m_uses.at(component->purl) > 1) ref += " in " + found_at(*component);
      m_refs.emplace(component, std::move(ref));
    }
  }

  void add_needs() {
    const auto graph = dependency_graph(m_all);
    for (std::size_t i = 0; i < m_all.size(); ++i) {
      auto& targets = m_depends_on[m_refs.at(m_all[i])];
      for (const std::size_t needed : graph[i]) targets.insert(m_refs.at(m_all[needed]));
    }
  }

  /// Trivy drops the second deb of one name and version; an id of its own keeps another architecture's.
  std::string trivy_id(const model::Component& component) const {
    const bool alone = m_same_version.at(component.name + "@" + component.version) == 1;
    if (component.ecosystem != "deb" || alone) return {};
    return fmt::format("{}:{}@{}", component.name, component.architecture, component.version);
  }

  json::Value package(const model::Component& component) {
    const std::string& ref = m_refs.at(&component);
    const std::string id = trivy_id(component);
    ComponentPlace place{.bom_ref = ref, .trivy_id = id, .layer = nullptr, .layer_index = 0};
    if (const auto found = component.layer ? m_layers.find(*component.layer) : m_layers.end();
        found != m_layers.end()) {
      place.layer = &m_inventory.layers[found->second];
      place.layer_index = found->second;
    }
    json::Object out = component_json(component, place);
    json::Array nested;
    auto& targets = m_depends_on[ref];
    for (const auto* inner : sorted_by_reference(component.nested)) {
      targets.insert(m_refs.at(inner));
      nested.emplace_back(package(*inner));
    }
    if (!nested.empty()) out.append("components", std::move(nested));
    return out;
  }

  const model::Inventory& m_inventory;
  std::vector<const model::Component*> m_all;  // nested ones, too
  std::map<const model::Component*, std::string> m_refs;
  std::map<Digest, std::size_t> m_layers;             // by diff_id
  std::map<std::string, std::size_t> m_uses;          // of a purl
  std::map<std::string, std::size_t> m_same_version;  // of name@version
  std::map<std::string, std::set<std::string>> m_depends_on;
};

/// A UUID of version 8 (RFC 9562, 5.8) from the first half of a SHA-256.
std::string uuid_of(std::string_view content) {
  auto bytes = crypto::sha256(content).bytes();
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = Digest(bytes).hex();
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

}  // namespace

std::string write_cyclonedx(const DocumentSubject& subject, const model::Inventory& inventory,
                            std::optional<Time> timestamp, SpecVersion version) {
  const std::string_view spec = version == SpecVersion::v1_7 ? "1.7" : "1.6";
  const json::Object tool{
      {"type", "application"}, {"group", "pushgate"}, {"name", "pushgate"}, {"version", PUSHGATE_VERSION}};
  json::Object metadata;
  if (timestamp) metadata.set("timestamp", format_rfc3339(*timestamp));
  metadata.set("tools", json::Object{{"components", json::Array{tool}}});
  metadata.set("component", root_component(subject));
  metadata.set("properties", image_properties(inventory));

  const std::string placeholder = "urn:uuid:" + std::string(36, '0');
  const json::Object head{{"$schema", fmt::format("http://cyclonedx.org/schema/bom-{}.schema.json", spec)},
                          {"bomFormat", "CycloneDX"},
                          {"specVersion", spec},
                          {"serialNumber", placeholder},
                          {"version", 1},
                          {"metadata", std::move(metadata)}};
  std::string text = json::write_pretty(head);
  text.resize(text.size() - std::string_view("\n}\n").size());  // more members follow
  Document(inventory).append_to(text);
  text += ",\n  \"compositions\": ";
  json::append_pretty(text, compositions(inventory), 1);
  text += "\n}\n";
  // The serial number stands for the content: nothing before it is foreign, so this is its own place.
  text.replace(text.find(placeholder), placeholder.size(), uuid_of(text));
  return text;
}

}  // namespace pushgate::sbom
