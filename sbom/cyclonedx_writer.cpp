// SPDX-License-Identifier: Apache-2.0
#include "sbom/cyclonedx.hpp"

// CycloneDX 1.6 JSON (formats.md 7.2 to 7.5), in the form that three readers take alike:
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
#include "sbom/dpkg_status.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

using Kind = model::License::Kind;

constexpr std::string_view k_root = "root";
constexpr std::string_view k_system = "os";

void add_property(json::Array& properties, std::string_view name, std::string_view value) {
  if (!value.empty()) properties.emplace_back(json::Object{{"name", name}, {"value", value}});
}

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

/// Ids and names; or one expression, where that is all there is. Next to others an expression is a name.
json::Array licenses_of(const model::Component& component) {
  const auto& licenses = component.licenses;
  if (licenses.size() == 1 && licenses[0].kind == Kind::spdx_expression) {
    return {json::Object{{"expression", licenses[0].text}}};
  }
  json::Array out;
  for (const auto& license : licenses) {
    const char* member = license.kind == Kind::spdx_id ? "id" : "name";
    out.emplace_back(json::Object{{"license", json::Object{{member, license.text}}}});
  }
  return out;
}

json::Object evidence_of(const model::Component& component) {
  json::Object method{{"technique", "manifest-analysis"}, {"confidence", 1}};
  method.set("value", component.evidence_path);
  json::Object identity{{"field", "purl"}, {"confidence", 1}, {"concludedValue", component.purl}};
  identity.set("methods", json::Array{std::move(method)});
  json::Object occurrence{{"location", component.evidence_path}};
  if (component.layer) occurrence.set("additionalContext", "layer " + component.layer->to_string());
  return {{"identity", json::Array{std::move(identity)}},
          {"occurrences", json::Array{std::move(occurrence)}}};
}

/// Trivy finds a deb's advisories by its source package. `trivy image` leaves out those of third parties,
/// since the distribution's advisories do not hold for NodeSource's nodejs, but no member of an SBOM tells it
/// so; a source name that says whose it is has no advisories.
std::string trivy_source_name(const model::Component& component) {
  const auto vendor = component.ecosystem == "deb" ? third_party_vendor(component.supplier) : "";
  if (vendor.empty()) return component.source_name;
  return fmt::format("{} ({})", component.source_name, vendor);
}

json::Array properties_of(const model::Component& component, const std::string& trivy_id) {
  json::Array properties;
  add_property(properties, "aquasecurity:trivy:PkgID", trivy_id);
  add_property(properties, "aquasecurity:trivy:SrcName", trivy_source_name(component));
  add_property(properties, "aquasecurity:trivy:SrcVersion", component.source_version);
  if (component.ecosystem != "deb" && component.evidence_path.starts_with('/')) {
    add_property(properties, "aquasecurity:trivy:FilePath", component.evidence_path.substr(1));
  }
  if (component.layer) {
    add_property(properties, "aquasecurity:trivy:LayerDiffID", component.layer->to_string());
  }
  if (component.evidence_digest) {
    add_property(properties, "pushgate:evidence:sha256", component.evidence_digest->hex());
  }
  return properties;
}

/// Builds the components and remembers who depends on whom.
class Document {
 public:
  explicit Document(const model::Inventory& inventory) : m_inventory(inventory) {
    count(inventory.components);
  }

  json::Array components() {
    std::set<std::string> on_root;
    std::set<std::string> on_system;
    std::map<std::string, json::Value> sorted;
    const bool has_system = !m_inventory.os.family.empty();
    if (has_system) {
      on_root.emplace(k_system);
      sorted.emplace(k_system, system_component(m_inventory.os));
    }
    for (const auto& component : m_inventory.components) {
      const auto ref = reference(component);
      (has_system && component.ecosystem == "deb" ? on_system : on_root).insert(ref);
      sorted.emplace(ref, package(component, ref));
    }
    m_depends_on[std::string(k_root)] = std::move(on_root);
    if (has_system) m_depends_on[std::string(k_system)] = std::move(on_system);
    return values(std::move(sorted));
  }

  json::Array dependencies() const {
    json::Array out;
    for (const auto& [ref, targets] : m_depends_on) {
      json::Array list;
      for (const auto& target : targets) list.emplace_back(target);
      out.emplace_back(json::Object{{"ref", ref}, {"dependsOn", std::move(list)}});
    }
    return out;
  }

 private:
  static json::Array values(std::map<std::string, json::Value> sorted) {
    json::Array out;
    for (auto& [ref, value] : sorted) out.push_back(std::move(value));
    return out;
  }

  void count(const std::vector<model::Component>& components) {
    for (const auto& component : components) {
      ++m_uses[component.purl];
      ++m_same_version[component.name + "@" + component.version];
      count(component.nested);
    }
  }

  /// The purl; where several components have it, with the place it was found at.
  std::string reference(const model::Component& component) const {
    std::string ref = component.purl;
    if (m_uses.at(component.purl) > 1) ref += " in " + component.evidence_path;
    return ref;
  }

  /// Trivy drops the second deb of one name and version; an id of its own keeps another architecture's.
  std::string trivy_id(const model::Component& component) const {
    const bool alone = m_same_version.at(component.name + "@" + component.version) == 1;
    if (component.ecosystem != "deb" || alone) return {};
    return fmt::format("{}:{}@{}", component.name, component.architecture, component.version);
  }

  json::Value package(const model::Component& component, const std::string& ref) {
    json::Object out{{"bom-ref", ref}, {"type", "library"}};
    if (!component.supplier.empty()) out.set("supplier", json::Object{{"name", component.supplier}});
    out.set("name", component.name);
    out.set("version", component.version);
    if (auto licenses = licenses_of(component); !licenses.empty()) out.set("licenses", std::move(licenses));
    out.set("purl", component.purl);
    std::map<std::string, json::Value> nested;
    auto& targets = m_depends_on[ref];
    for (const auto& inner : component.nested) {
      const auto inner_ref = reference(inner);
      targets.insert(inner_ref);
      nested.emplace(inner_ref, package(inner, inner_ref));
    }
    if (!nested.empty()) out.set("components", values(std::move(nested)));
    if (!component.evidence_path.empty()) out.set("evidence", evidence_of(component));
    if (auto properties = properties_of(component, trivy_id(component)); !properties.empty()) {
      out.set("properties", std::move(properties));
    }
    return out;
  }

  const model::Inventory& m_inventory;
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
                            Time timestamp) {
  const json::Object tool{
      {"type", "application"}, {"group", "pushgate"}, {"name", "pushgate"}, {"version", PUSHGATE_VERSION}};
  json::Object tools{{"components", json::Array{tool}}};
  json::Object metadata{{"timestamp", format_rfc3339(timestamp)}, {"tools", std::move(tools)}};
  metadata.set("component", root_component(subject));

  Document document(inventory);
  json::Object bom{{"$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json"},
                   {"bomFormat", "CycloneDX"},
                   {"specVersion", "1.6"},
                   {"serialNumber", ""},
                   {"version", 1},
                   {"metadata", std::move(metadata)}};
  bom.set("components", document.components());
  bom.set("dependencies", document.dependencies());
  bom.set("serialNumber", uuid_of(json::write(bom)));
  return json::write_pretty(bom);
}

}  // namespace pushgate::sbom
