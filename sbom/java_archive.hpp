// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/random_access.hpp"
#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// What a Java archive and the archives inside it say they are, as one JSON object:
///
///   {"kind": "archive",
///    "unread": "BOOT-INF/lib/y.jar: is no zip, …",                       absent where all was read
///    "archives": [{"path": "", "depth": 0, "sha1": "…",
///                  "artifacts": [{"group": "org.a", "artifact": "a", "version": "1.0"}]},
///                 {"path": "BOOT-INF/lib/x.jar", "depth": 1, "sha1": "…",
///                  "artifacts": [{"artifact": "x", "version": "2", "from": "file name"}]},
///                 {"path": "BOOT-INF/lib/y.jar", "depth": 1, "sha1": "…", "artifacts": [],
///                  "unread": "is no zip, …"}]}
///
/// Each archive is followed by those inside it. `from` says where a name comes from that no pom.properties
/// stated: `manifest` or `file name`. Errors: unchecked, where the file's bytes cannot be had or there is no
/// room for a temporary file; what is wrong with an archive is in the text. Untrusted: path and bytes.
/// Limits: archives in one another, in all, and bytes unpacked (java_archive.cpp); what they cut off is told
/// as `unread`.
Result<std::string> probe_java_archive(const std::string& path, const RandomAccess& file);

/// The components that such a text states, `pkg:maven/…`, without evidence and layer. `path` is for errors,
/// and tells which of several artifacts an archive itself is. That one has the archive's SHA-1, and needs
/// what the archives inside are. A component that no pom.properties stated says so in the property
/// `pushgate:java:named-by`. Errors: unchecked: no such text. Untrusted: names and versions.
Result<std::vector<model::Component>> java_packages(const json::Value& document, const std::string& path);

}  // namespace pushgate::sbom
