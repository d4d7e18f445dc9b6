// SPDX-License-Identifier: Apache-2.0
#include "sbom/cyclonedx.hpp"

// What a scan needs of a CycloneDX JSON document of any version: the first component of type
// operating-system, and every other component. Trivy's, Syft's and pushgate's own properties are read where
// they are there.

#include <charconv>
#include <optional>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "sbom/dpkg_status.hpp"
#include "sbom/purl.hpp"

namespace pushgate::sbom {

namespace {

using Kind = model::License::Kind;

/// The value of a property; empty where the component has none of that name.
std::string_view property(const json::Value& component, std::string_view name) {
  const auto* properties = component.find("properties");
  if (properties == nullptr || properties->as_array() == nullptr) return {};
  for (const auto& entry : *properties->as_array()) {
    if (entry.string_at("name") == name) return entry.string_at("value");
  }
  return {};
}

model::OperatingSystem read_system(const json::Value& component) {
  model::OperatingSystem os;
  os.family = component.string_at("name");
  os.version = component.string_at("version");
  os.id = property(component, "syft:distro:id");
  os.version_id = property(component, "syft:distro:versionID");
  os.pretty_name = property(component, "syft:distro:prettyName");
  if (os.id.empty()) os.id = os.family;
  if (os.version_id.empty()) os.version_id = os.version;
  return os;
}

std::vector<model::License> read_licenses(const json::Value& component) {
  std::vector<model::License> out;
  const auto* licenses = component.find("licenses");
  if (licenses == nullptr || licenses->as_array() == nullptr) return out;
  for (const auto& entry : *licenses->as_array()) {
    if (const auto expression = entry.string_at("expression"); !expression.empty()) {
      out.push_back({std::string(expression), Kind::spdx_expression});
    } else if (const auto* license = entry.find("license")) {
      const auto id = license->string_at("id");
      const auto text = id.empty() ? license->string_at("name") : id;
      if (!text.empty()) out.push_back({std::string(text), id.empty() ? Kind::name : Kind::spdx_id});
    }
  }
  return out;
}

/// Where the component was found: the first occurrence.
std::string_view occurrence(const json::Value& component) {
  const auto* evidence = component.find("evidence");
  const auto* occurrences = evidence == nullptr ? nullptr : evidence->find("occurrences");
  const auto* list = occurrences == nullptr ? nullptr : occurrences->as_array();
  return list == nullptr || list->empty() ? std::string_view() : list->front().string_at("location");
}

/// `/app/app.jar!/lib/a.jar` is a path in an archive.
void read_place(model::Component& out, std::string_view place) {
  const std::size_t inner = place.find("!/");
  out.evidence_path = place.substr(0, inner);
  if (inner != std::string_view::npos) out.inner_path = place.substr(inner + 2);
}

std::vector<model::Hash> read_hashes(const json::Value& component) {
  std::vector<model::Hash> out;
  const auto* hashes = component.find("hashes");
  if (hashes == nullptr || hashes->as_array() == nullptr) return out;
  for (const auto& entry : *hashes->as_array()) {
    out.push_back({std::string(entry.string_at("alg")), std::string(entry.string_at("content"))});
  }
  return out;
}

std::optional<std::size_t> as_count(std::string_view text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return count;
}

/// What our own writer says of the image as a whole; other tools' documents say nothing of it.
void read_image(const json::Value& document, model::Inventory& inventory) {
  inventory.coverage.stated = false;
  std::optional<std::size_t> executables;
  std::optional<std::size_t> unowned;
  const auto* metadata = document.find("metadata");
  const auto* properties = metadata == nullptr ? nullptr : metadata->find("properties");
  const auto* list = properties == nullptr ? nullptr : properties->as_array();
  if (list == nullptr) return;
  for (const auto& entry : *list) {
    const auto name = entry.string_at("name");
    const auto value = entry.string_at("value");
    if (name == "pushgate:coverage:unowned:path") inventory.coverage.unowned.emplace_back(value);
    if (name == "pushgate:coverage:executables") executables = as_count(value);
    if (name == "pushgate:coverage:unowned") unowned = as_count(value);
    if (!name.starts_with("pushgate:layer:")) continue;
    if (name.ends_with(":diff-id")) {
      if (const auto digest = Digest::parse(value)) inventory.layers.push_back({*digest, "", {}});
    } else if (!inventory.layers.empty() && name.ends_with(":created-by")) {
      inventory.layers.back().created_by = value;
    } else if (!inventory.layers.empty() && name.ends_with(":origin")) {
      inventory.layers.back().of_base = value == "base";
    }
  }
  auto& coverage = inventory.coverage;
  if (!executables || !unowned || *unowned < coverage.unowned.size() || *unowned > *executables) return;
  coverage.stated = true;
  coverage.executables = *executables;
  coverage.unlisted = *unowned - coverage.unowned.size();
}

/// The source package of a third party's deb, without the mark that the writer gives it for Trivy.
std::string without_vendor(std::string source_name, std::string_view supplier) {
  const auto vendor = third_party_vendor(supplier);
  const std::string mark = fmt::format(" ({})", vendor);
  if (!vendor.empty() && source_name.ends_with(mark)) source_name.resize(source_name.size() - mark.size());
  return source_name;
}

Result<void> read_purl(model::Component& out, std::string_view text, const std::string& where) {
  auto purl = Purl::parse(text);
  if (!purl) return fail(std::move(purl).error().during("reading " + where));
  out.purl = purl->to_string();
  out.ecosystem = purl->type;
  if (purl->qualifiers.contains("arch")) out.architecture = purl->qualifiers.at("arch");
  if (out.source_name.empty() && purl->qualifiers.contains("upstream")) {
    const std::string& upstream = purl->qualifiers.at("upstream");
    const std::size_t at = upstream.find('@');
    out.source_name = upstream.substr(0, at);
    if (at != std::string::npos) out.source_version = upstream.substr(at + 1);
  }
  return {};
}

/// Trivy tells packages of a module stream from others by these: a document written again has to have them.
void keep_properties(const json::Value& component, model::Component& out) {
  for (const auto* name : {"aquasecurity:trivy:PkgID", "aquasecurity:trivy:Modularitylabel"}) {
    if (const auto value = property(component, name); !value.empty())
      out.properties.emplace_back(name, value);
  }
}

Result<void> read_components(const json::Value& owner, const std::string& where, model::Inventory& inventory,
                             std::vector<model::Component>& into);

Result<model::Component> read_component(const json::Value& component, const std::string& where,
                                        model::Inventory& inventory) {
  model::Component out;
  TRY_ASSIGN(out.name, json::require_string(component, "name", where));
  out.group = component.string_at("group");
  out.version = component.string_at("version");
  if (const auto* supplier = component.find("supplier")) out.supplier = supplier->string_at("name");
  out.source_name = property(component, "aquasecurity:trivy:SrcName");
  out.source_version = property(component, "aquasecurity:trivy:SrcVersion");
  if (const auto purl = component.string_at("purl"); !purl.empty()) TRY(read_purl(out, purl, where));
  if (out.ecosystem == "deb") {
    out.source_name = without_vendor(std::move(out.source_name), out.supplier);
    if (out.source_name.empty()) out.source_name = out.name;
    if (out.source_version.empty()) out.source_version = out.version;
  }
  if (out.ecosystem == "rpm") keep_properties(component, out);
  out.licenses = read_licenses(component);
  read_place(out, occurrence(component));
  out.hashes = read_hashes(component);
  if (const auto digest = Digest::parse_hex(property(component, "pushgate:evidence:sha256"))) {
    out.evidence_digest = *digest;
  }
  if (const auto layer = Digest::parse(property(component, "aquasecurity:trivy:LayerDiffID"))) {
    out.layer = *layer;
  }
  TRY(read_components(component, where, inventory, out.nested));
  return out;
}

Result<void> read_components(const json::Value& owner, const std::string& where, model::Inventory& inventory,
                             std::vector<model::Component>& into) {
  if (owner.find("components") == nullptr) return {};
  TRY_ASSIGN(const auto* components, json::require_array(owner, "components", where));
  std::size_t index = 0;
  for (const auto& component : *components) {
    const std::string here = fmt::format("{}/components/{}", where, index++);
    TRY_ASSIGN(const auto type, json::require_string(component, "type", here));
    if (type == "operating-system") {
      // Trivy and grype, too, take the first.
      if (inventory.os.family.empty()) inventory.os = read_system(component);
      continue;
    }
    if (type == "file") continue;  // Syft lists each file in which it found a package
    TRY_ASSIGN(auto read, read_component(component, here, inventory));
    into.push_back(std::move(read));
  }
  return {};
}

/// Syft has the digest as the version, Trivy in the purl, and for the image's name in a registry in a
/// property.
void read_subject(const json::Value& document, StatedDocument& out) {
  const auto* metadata = document.find("metadata");
  if (metadata == nullptr) return;
  if (const auto time = parse_rfc3339(metadata->string_at("timestamp"))) out.made_at = *time;
  const auto* subject = metadata->find("component");
  if (subject == nullptr) return;
  out.name = subject->string_at("name");
  const auto take_digest = [&out](std::string_view text) {
    const auto digest = Digest::parse(text);
    if (!out.digest && digest) out.digest = *digest;
  };
  take_digest(subject->string_at("version"));
  if (const auto purl = Purl::parse(subject->string_at("purl")); purl && purl->type == "oci") {
    take_digest(purl->version);
    if (const auto arch = purl->qualifiers.find("arch"); arch != purl->qualifiers.end())
      out.architecture = arch->second;
  }
  const auto named = property(*subject, "aquasecurity:trivy:RepoDigest");
  if (const std::size_t at = named.find('@'); at != named.npos) take_digest(named.substr(at + 1));
}

}  // namespace

Result<StatedDocument> read_stated_cyclonedx(std::string_view bytes) {
  TRY_ASSIGN(const auto document, json::parse(bytes, "SBOM"));
  if (document.string_at("bomFormat") != "CycloneDX") {
    return fail(Error::unchecked("SBOM", "is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\""));
  }
  StatedDocument out;
  read_subject(document, out);
  read_image(document, out.inventory);
  TRY(read_components(document, "SBOM", out.inventory, out.inventory.components));
  return out;
}

Result<model::Inventory> read_cyclonedx(std::string_view bytes) {
  TRY_ASSIGN(StatedDocument document, read_stated_cyclonedx(bytes));
  return std::move(document.inventory);
}

}  // namespace pushgate::sbom
