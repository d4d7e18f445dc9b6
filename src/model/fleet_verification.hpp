// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "model/fleet_status.hpp"

namespace pushgate::model {

/// What became of one image of a fleet. Of several that hold, the first in this order.
enum class ImageState {
  absent,         ///< the registry says that there is none
  broken_child,   ///< something that it names is missing, or is not what its digest says
  refused,        ///< it is all there, and something about it is wrong
  forbidden,      ///< the registry does not let us see it
  could_not_ask,  ///< there was no answer, or none that can be used
  verified,
};

constexpr std::string_view to_string(ImageState state) {
  switch (state) {
    case ImageState::absent:
      return "absent";
    case ImageState::broken_child:
      return "broken child";
    case ImageState::refused:
      return "refused";
    case ImageState::forbidden:
      return "forbidden";
    case ImageState::verified:
      return "verified";
    case ImageState::could_not_ask:
      break;
  }
  return "could not ask";
}

/// True where the state is one that was found out and is bad.
constexpr bool is_wrong(ImageState state) {
  return state == ImageState::absent || state == ImageState::broken_child || state == ImageState::refused;
}

/// What is checked of each image, in the order in which it is told.
enum class ImageCheck : std::size_t { tag, whole, signature, sbom, receipt, attestations, revision, family };
inline constexpr std::array<std::string_view, 8> k_image_checks = {
    "tag", "whole", "signature", "sbom", "receipt", "attestations", "revision", "family"};

/// What came of one check. Texts may hold foreign bytes.
struct CheckAnswer {
  Answer answer = Answer::unknown;
  std::vector<std::string> details;  ///< sentences; may be empty
};

/// A signed document beside an image, and what it counts for.
struct DocumentOutcome {
  std::string name;
  std::string outcome;  ///< `good`, `foreign-key`, … (attest::CheckedDocument)
  std::string signer;   ///< empty: none of the keys
  std::string predicate_type;
  std::string reason;  ///< for every outcome but good
};

struct VerifiedImage {
  bool is_family = false;
  std::string name;        ///< of the service or the family
  std::string machine;     ///< that it is built for; may be empty
  std::string repository;  ///< `ghcr.io/acme/app`
  std::string tag;         ///< empty where none is known
  std::optional<Digest> digest;
  ImageState state = ImageState::could_not_ask;
  std::array<CheckAnswer, k_image_checks.size()> checks;
  std::string built_on;      ///< a family of the fleet file, by its layers; may be empty
  std::string built_on_tag;  ///< of that family's image
  std::vector<DocumentOutcome> documents;

  CheckAnswer& at(ImageCheck check) { return checks[static_cast<std::size_t>(check)]; }
  const CheckAnswer& at(ImageCheck check) const { return checks[static_cast<std::size_t>(check)]; }
  /// `family torch`, `app`, `app on pc2`
  std::string shown() const {
    return (is_family ? "family " + name : name) + (machine.empty() ? "" : " on " + machine);
  }
  /// `ghcr.io/acme/app:v1`
  std::string reference() const { return tag.empty() ? repository : repository + ":" + tag; }
};

/// The images of a fleet in their registries.
struct FleetVerification {
  Time at{};
  std::string fleet_file;
  std::vector<VerifiedImage> images;  ///< families, then services, each by name
};

}  // namespace pushgate::model
