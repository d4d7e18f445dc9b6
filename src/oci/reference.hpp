// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::oci {

/// A name in a registry: `ghcr.io/acme/app:v1@sha256:…` (distribution-spec, "Pulling manifests"; docker's
/// rules for what is left out: no registry means docker.io, no name component means `library/`).
struct Reference {
  std::string registry;    ///< host, with `:port` where given: `127.0.0.1:5000`, `docker.io`
  std::string repository;  ///< `acme/app`
  std::optional<std::string> tag;
  std::optional<Digest> digest;  ///< wins over the tag

  /// Errors: misuse, naming the part that breaks the grammar (formats.md 4.1). A reference with neither tag
  /// nor digest has neither here; what to take then is the caller's business (`latest`).
  static Result<Reference> parse(std::string_view text);

  std::string name() const;       ///< `registry/repository`
  std::string to_string() const;  ///< with tag and digest as given
};

/// True for 127.0.0.0/8, ::1 and localhost, with or without a port: the hosts plain HTTP is spoken to.
bool is_loopback(std::string_view registry);

}  // namespace pushgate::oci
