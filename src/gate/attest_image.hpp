// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "gate/sign_image.hpp"

namespace pushgate::gate {

struct AttestRequest {
  std::string image;      ///< as the user wrote it: a reference in a registry
  std::string type;       ///< cosign's short name, or a URI
  std::string predicate;  ///< a file; `-` is standard input
  std::string key;        ///< `FILE` or `env://VAR`
  bool legacy = false;    ///< in cosign's `.att` tag, not as a bundle among the referrers
  registry::ClientOptions registry;
};

struct AttestOutcome {
  std::string repository;
  std::string predicate_type;  ///< the URI
  PlacedDocument placed;
  std::string note;  ///< what the user should know besides; may be empty
};

/// Signs a statement about an image in a registry, as `cosign attest` does: that the predicate is so of this
/// digest. The same statement by the same key is not put twice. Errors: those of attest::read_predicate, and
/// of sign_image.
Result<AttestOutcome> attest_image(const AttestRequest& request, const AskPassword& ask);

}  // namespace pushgate::gate
