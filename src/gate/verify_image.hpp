// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "attest/trust.hpp"
#include "attest/verification.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "oci/reference.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// What `verify` was asked to find beside an image: `signature`, `sbom`, `receipt`, and predicate types.
using Requirements = std::set<std::string, std::less<>>;

/// `--require signature,receipt,slsaprovenance1,https://acme.example/review/v1`: predicate types by their URI
/// or cosign's name for it. Errors: misuse, for a word that is nothing of all that.
Result<Requirements> parse_requirements(const std::string& words);

bool is_one_of_the_three(std::string_view requirement);

/// Those of the requirements that were not found.
std::vector<std::string> missing_of(const attest::ImageVerification& found, const Requirements& requirements);

/// What was found out about one image.
struct VerifyOutcome {
  std::string name;  ///< as the user wrote it; of an index's image its platform stands behind it
  std::string repository;
  std::optional<Digest> digest;
  bool is_index = false;
  std::string platform;  ///< of an image of an index that was named; else empty
  attest::ImageVerification verification;
  std::map<std::string, std::string> attestations;  ///< of the required predicate types: by whom
  std::vector<std::string> missing;                 ///< of the requirements; empty: verified
};

/// What an outcome comes to. Each has another next step, so they are never mixed.
enum class Standing {
  verified,
  unsigned_image,  ///< nothing signed is beside it
  unknown_signer,  ///< all of it is signed by others than the keys
  wrong,           ///< none of it counts, and not only because others signed it: it is told why
  incomplete,      ///< some of it counts, and something that is required is missing
};
Standing standing_of(const VerifyOutcome& outcome);

constexpr std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::verified:
      return "verified";
    case Standing::unsigned_image:
      return "unsigned";
    case Standing::unknown_signer:
      return "unknown signer";
    case Standing::wrong:
      return "wrong";
    case Standing::incomplete:
      break;
  }
  return "incomplete";
}

/// Resolves a reference, fetches every signed document beside the image (referrers, the fallback tag,
/// cosign's `.sig` and
/// `.att` tags) and checks each. An image that the registry does not have is an error (unchecked): `absent`.
Result<VerifyOutcome> verify_image(const std::string& reference, const attest::Trust& trust,
                                   const Requirements& requirements, const registry::ClientOptions& options);

/// The same, and where it is an index each of its images, too, behind it. Attestations that buildkit puts
/// into an index are no images. Limits: 1000 images of an index.
Result<std::vector<VerifyOutcome>> verify_with_platforms(const std::string& reference,
                                                         const attest::Trust& trust,
                                                         const Requirements& requirements,
                                                         const registry::ClientOptions& options);

}  // namespace pushgate::gate
