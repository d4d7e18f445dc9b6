// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"

namespace pushgate::oci {

/// A manifest, index or configuration as it was received. Hashed as it is, never re-serialised.
struct RawDocument {
  std::string bytes;
  std::string media_type;
  Digest digest;  ///< of bytes; checked by whoever made this value
};

struct Manifest {
  std::string media_type;
  std::string artifact_type;  ///< may be empty
  Descriptor config;
  std::vector<Descriptor> layers;
  std::optional<Descriptor> subject;
  std::map<std::string, std::string> annotations;
};

struct Index {
  std::string media_type;
  std::string artifact_type;
  std::vector<Descriptor> manifests;
  std::optional<Descriptor> subject;
  std::map<std::string, std::string> annotations;
};

/// One step of `history`; layers are made by the steps whose empty_layer is false.
struct HistoryStep {
  std::string created_by;
  bool empty_layer = false;
};

/// The image configuration (image-spec, config.md; docker's additions where they matter).
struct Config {
  Platform platform;
  std::optional<Time> created;  ///< absent where it says nothing, or nothing that is a time
  std::vector<Digest> diff_ids;
  std::string user;
  std::vector<std::string> exposed_ports;  ///< `8080/tcp`
  std::vector<std::string> env;
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  std::string working_dir;           ///< may be empty
  std::vector<std::string> volumes;  ///< `/data`
  std::map<std::string, std::string> labels;
  std::vector<HistoryStep> history;
  std::vector<std::string> healthcheck;  ///< docker's `Healthcheck.Test`: `CMD`, `curl`, …; may be empty
};

/// Strict readers: required members, their types, digests and non-negative sizes, schemaVersion 2, and a
/// body's mediaType equal to the document's where both are there; unknown members are ignored, as the
/// specification asks. Untrusted: everything. Errors: unchecked, naming the member.
Result<Manifest> parse_manifest(const RawDocument& document);
Result<Index> parse_index(const RawDocument& document);
Result<Config> parse_config(std::string_view bytes);

/// True for an index's media type, OCI or docker.
bool is_index(std::string_view media_type);

}  // namespace pushgate::oci
