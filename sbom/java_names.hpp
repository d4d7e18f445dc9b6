// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::sbom {

/// What Maven calls an artifact. Texts as they are stated, white space at both ends cut.
struct JavaArtifact {
  std::string group;  ///< may be empty
  std::string name;
  std::string version;
  bool operator==(const JavaArtifact&) const = default;
};

/// `pkg:maven/<group>/<name>@<version>`. Errors: unchecked: the parts make no purl. Untrusted: the parts.
Result<std::string> java_purl(const JavaArtifact& artifact);

/// True for the names of Java's archives: `.jar`, `.war`, `.ear`, `.par`, Jenkins' `.hpi` and `.jpi`, Karaf's
/// `.kar`, in any case.
bool is_java_archive(std::string_view path);

/// What a pom.properties states; nothing where it lacks one of the three. Untrusted: the text.
std::optional<JavaArtifact> pom_artifact(std::string_view text);

/// What the main section of a META-INF/MANIFEST.MF states; nothing where it lacks a vendor, a title or a
/// version. Untrusted: the text. Source: JAR file specification, "Manifest specification"; OSGi core 3.2.1.
std::optional<JavaArtifact> manifest_artifact(std::string_view text);

/// `name` and `version` of `some/folder/name-1.0.jar`, without a group.
std::optional<JavaArtifact> file_name_artifact(std::string_view path);

/// The same text for versions that Maven holds for equal: `1.0`, `1` and `1.0.0-ga`. Source: Maven's "version
/// order specification" (pom reference).
std::string java_version_key(std::string_view version);

}  // namespace pushgate::sbom
