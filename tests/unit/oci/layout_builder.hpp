// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"
#include "unit/oci/scratch.hpp"

namespace pushgate::oci {

/// `{"mediaType":…,"digest":…,"size":…` and more members as they are given, without the closing brace's
/// comma: `,"annotations":{…}`.
std::string descriptor_json(const Descriptor& descriptor, std::string_view more = "");

/// An image configuration with these diff_ids.
std::string config_json(const std::vector<Digest>& diff_ids,
                        const Platform& platform = {"linux", "amd64", ""});

std::string manifest_json(const Descriptor& config, const std::vector<Descriptor>& layers);

/// An OCI layout in memory, of which each file can be bent before it is written. Layers here are bytes of any
/// kind: who opens an image does not look into them.
class LayoutBuilder {
 public:
  LayoutBuilder();

  /// Adds a blob and describes it.
  Descriptor blob(std::string_view media_type, std::string_view bytes);

  /// Adds a configuration, layers and a manifest.
  Descriptor image(const std::vector<std::string>& layers, const Platform& platform = {"linux", "amd64", ""});

  /// Adds an index over descriptors (in JSON).
  Descriptor index(const std::vector<std::string>& descriptors);

  /// Puts a descriptor (in JSON) or an image with a name into index.json.
  LayoutBuilder& entry(std::string descriptor);
  LayoutBuilder& named(const Descriptor& descriptor, std::string_view ref_name);

  /// Any file, in place of what was there.
  LayoutBuilder& file(std::string_view name, std::string_view bytes);
  LayoutBuilder& without(const std::string& name);
  static std::string blob_name(const Descriptor& descriptor) {
    return "blobs/sha256/" + descriptor.digest.hex();
  }

  /// Writes all files below scratch/name and gives that path.
  std::string write(const ScratchDirectory& scratch, std::string_view name) const;

  /// All files as one tar; `prefix` (such as `./`) goes before each name.
  std::string tar(std::string_view prefix = "") const;

 private:
  std::map<std::string, std::string> files() const;
  std::map<std::string, std::string> m_files;
  std::vector<std::string> m_entries;
};

}  // namespace pushgate::oci
