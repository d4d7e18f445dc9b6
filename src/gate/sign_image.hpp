// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "attest/signer.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/signing_key.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

struct SignRequest {
  std::string image;       ///< as the user wrote it: a reference in a registry
  std::string key;         ///< `FILE` or `env://VAR`
  bool legacy = false;     ///< in cosign's `.sig` tag, not as a bundle among the referrers
  bool recursive = false;  ///< of an index all that it names, too
  registry::ClientOptions registry;
};

/// One signed document, and where it stands.
struct PlacedDocument {
  Digest image;
  std::string place;     ///< `referrer sha256:…`, `tag sha256-<hex>.sig`
  bool already = false;  ///< the key had signed the same before, and nothing was put
};

struct SignOutcome {
  std::string repository;  ///< `ghcr.io/acme/app`
  std::vector<PlacedDocument>
      images;        ///< in the order in which they were signed, the one that was named last
  std::string note;  ///< what the user should know besides; may be empty
};

/// Signs an image in a registry by its digest, as `cosign sign` does. What the key has signed already in that
/// form is not signed again. Errors: misuse, for the key, its password and the image's name; unchecked, for
/// what the registry does not have or does not take.
Result<SignOutcome> sign_image(const SignRequest& request, const AskPassword& ask);

/// The key of `--key`, ready to sign. Errors: misuse.
Result<attest::Signer> load_signer(const std::string& key, const AskPassword& ask);

}  // namespace pushgate::gate
