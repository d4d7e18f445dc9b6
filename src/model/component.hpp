// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.hpp"

namespace pushgate::model {

/// A licence as its package states it.
struct License {
  std::string text;  ///< an SPDX id, an SPDX expression, or free text
  enum class Kind { spdx_id, spdx_expression, name } kind = Kind::name;
};

/// A hash that a package states of itself, or that was computed of it.
struct Hash {
  std::string algorithm;  ///< CycloneDX's name: `SHA-256`, `SHA-1`, `MD5`
  std::string hex;        ///< lower case
  bool operator==(const Hash&) const = default;
};

/// One package that is installed in an image.
struct Component {
  std::string ecosystem;       ///< purl type: `deb`, `pypi`
  std::string group;           ///< npm's scope `@angular`, Maven's groupId, Composer's vendor; else empty
  std::string name;            ///< as the package calls itself: `typing_extensions`, `libssl3`
  std::string version;         ///< with epoch for deb and rpm: `1:3.134`
  std::string purl;            ///< canonical; identifies the component
  std::string architecture;    ///< deb, rpm, apk: `amd64`, `x86_64`; else empty
  std::string source_name;     ///< deb, rpm, apk: the source package; name where the database says nothing
  std::string source_version;  ///< its version, with epoch
  std::string supplier;        ///< maintainer or author, as stated; may be empty
  std::vector<License> licenses;
  std::vector<Hash> hashes;  ///< of the package's archive or file, sorted by algorithm

  /// What it needs, in its ecosystem's own words: names of packages, or of what packages provide; several
  /// names joined by `|` are alternatives. What is not installed may be among them.
  std::vector<std::string> needs;
  /// Names besides its own under which others need it: deb and rpm Provides, apk `so:…`.
  std::vector<std::string> provides;
  /// Properties of the document that only this ecosystem has, name and value, as they are written.
  std::vector<std::pair<std::string, std::string>> properties;

  std::string evidence_path;  ///< the file in the image that says so: `/var/lib/dpkg/status`
  std::string inner_path;     ///< inside that file, where it is an archive: `BOOT-INF/lib/a.jar`; else empty
  std::optional<Digest> evidence_digest;  ///< SHA-256 of that file
  std::optional<Digest> layer;            ///< diff_id of the first layer whose merged state has this package
  std::vector<Component> nested;          ///< language packages whose files this package ships
};

/// True for the purl types of packages that a distribution makes.
inline bool is_os_ecosystem(std::string_view ecosystem) {
  return ecosystem == "deb" || ecosystem == "apk" || ecosystem == "rpm";
}

/// The distribution of an image. Absent (empty family) where none is recognised.
struct OperatingSystem {
  std::string family;       ///< Trivy's name: `debian`, `ubuntu`, `redhat`, `alma`; empty: none
  std::string version;      ///< Trivy's form: `12.5`
  std::string id;           ///< os-release ID
  std::string version_id;   ///< os-release VERSION_ID
  std::string pretty_name;  ///< os-release PRETTY_NAME; may be empty
};

/// One layer of an image.
struct Layer {
  Digest diff_id;
  std::string created_by;  ///< the build step that made it, as the image's history says; may be empty
  /// It is a layer of the image that this one was built on; nothing where nobody said which that is.
  std::optional<bool> of_base;
};

/// How much of what can run an image's packages account for.
struct Coverage {
  std::size_t executables = 0;       ///< regular files with an execute bit that are programs or scripts
  std::vector<std::string> unowned;  ///< those that no known package accounts for, sorted: `/opt/tool`
  std::size_t unlisted = 0;  ///< as many more, which the document that this was read from does not list
  bool stated = true;        ///< false: read from a document that says nothing of it
};

/// A file that looks as if it stated packages, and cannot be read.
struct UnreadFile {
  std::string path;
  std::string reason;
};

/// What an image holds.
struct Inventory {
  OperatingSystem os;
  std::vector<Component> components;  ///< sorted by purl, nested ones inside their owner
  std::vector<Layer> layers;          ///< lowest first
  Coverage coverage;
  std::vector<UnreadFile> unread;  ///< sorted by path
};

}  // namespace pushgate::model
