// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"

namespace pushgate::model {

/// A licence as its package states it.
struct License {
  std::string text;  ///< an SPDX id, an SPDX expression, or free text
  enum class Kind { spdx_id, spdx_expression, name } kind = Kind::name;
};

/// One package that is installed in an image.
struct Component {
  std::string ecosystem;       ///< purl type: `deb`, `pypi`
  std::string name;            ///< as the package calls itself: `typing_extensions`, `libssl3`
  std::string version;         ///< with epoch for deb: `1:3.134`
  std::string purl;            ///< canonical; identifies the component
  std::string architecture;    ///< deb: `amd64`; else empty
  std::string source_name;     ///< deb: the source package; equals name where the database says nothing
  std::string source_version;  ///< deb: its version, with epoch
  std::string supplier;        ///< maintainer or author, as stated; may be empty
  std::vector<License> licenses;
  std::string evidence_path;              ///< the file in the image that says so: `/var/lib/dpkg/status`
  std::optional<Digest> evidence_digest;  ///< SHA-256 of that file
  std::optional<Digest> layer;            ///< diff_id of the first layer whose merged state has this package
  std::vector<Component> nested;          ///< language packages whose files this package ships
};

/// The distribution of an image. Absent (empty family) where none is recognised.
struct OperatingSystem {
  std::string family;       ///< Trivy's name: `debian`, `ubuntu`, `redhat`, `alma`; empty: none
  std::string version;      ///< Trivy's form: `12.5`
  std::string id;           ///< os-release ID
  std::string version_id;   ///< os-release VERSION_ID
  std::string pretty_name;  ///< os-release PRETTY_NAME; may be empty
};

/// What an image holds.
struct Inventory {
  OperatingSystem os;
  std::vector<Component> components;  ///< sorted by purl, nested ones inside their owner
};

}  // namespace pushgate::model
