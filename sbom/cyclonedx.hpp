// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// What a document is about.
struct DocumentSubject {
  std::string name;      ///< registry/repository where known, else as the user named the image
  Digest digest;         ///< of the manifest
  std::string platform;  ///< `linux/amd64`
};

/// Trivy 0.69.3 and grype refuse 1.7; 1.6 is what everybody reads.
enum class SpecVersion { v1_6, v1_7 };

/// The inventory as CycloneDX JSON in the form that Trivy, grype and the official schema all read (formats.md
/// 7.1 to 7.5). Deterministic: sorted, the serial number made from the content. No timestamp is written where
/// none is given.
std::string write_cyclonedx(const DocumentSubject& subject, const model::Inventory& inventory,
                            std::optional<Time> timestamp, SpecVersion version = SpecVersion::v1_6);

/// Reads back what write_cyclonedx wrote or another tool made, as far as scans need it: the operating system
/// and the components (nested ones inside their owner). Errors: unchecked. Untrusted: everything.
Result<model::Inventory> read_cyclonedx(std::string_view bytes);

/// A document, and what it says of itself; empty where it says nothing.
struct StatedDocument {
  std::string name;              ///< of what it is about: `ghcr.io/acme/app:v1`
  std::optional<Digest> digest;  ///< of the image's manifest
  std::string architecture;
  std::optional<Time> made_at;
  model::Inventory inventory;
};

/// The same as read_cyclonedx, with the document's own words on what it is about.
Result<StatedDocument> read_stated_cyclonedx(std::string_view bytes);

/// Checks a document against the official schema of its specVersion (1.2 to 1.7, kept in sbom/schema), and
/// that bom-refs are unique. Errors: refused, with the JSON pointer of each violation; unchecked where it is
/// no JSON, or no CycloneDX version that is known.
Result<void> validate_cyclonedx(std::string_view bytes, std::string_view file_name);

}  // namespace pushgate::sbom
