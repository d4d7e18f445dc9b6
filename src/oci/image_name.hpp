// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::oci {

/// An image as skopeo names it: `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:REF]`,
/// `docker://REF`; a bare reference means `docker://`.
struct ImageName {
  enum class Transport { oci_layout, oci_archive, docker_archive, registry } transport = Transport::registry;
  std::string path;  ///< of the layout or archive; empty for a registry
  std::string tag;   ///< TAG or REF inside it, or the registry reference; may be empty
  std::string text;  ///< as the user wrote it

  /// The path may hold `@` and `:`: the longest prefix that exists on disk is the path.
  /// Errors: misuse, with the forms that are known.
  static Result<ImageName> parse(std::string_view text);
};

}  // namespace pushgate::oci
