// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "attest/trust.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "oci/manifest.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

// What registries say of a fleet's images, for `status` and `verify --fleet` alike.

/// How registries are asked.
struct RegistryQuestion {
  std::string tag;            ///< empty: the newest of the form
  bool has_tag_form = false;  ///< the fleet's tags are YYYYMMDD-<git_sha>
  attest::Trust trust;        ///< without keys: `no_keys` says why
  std::string no_keys;
  registry::ClientOptions options;
  Time now{};
};

/// `--tag`. Errors: misuse, for what is no tag.
Result<void> check_tag(const std::string& tag);

/// The image of a repository that is meant.
struct FoundImage {
  enum class State {
    there,
    absent,         ///< the registry says so
    forbidden,      ///< 401 or 403
    could_not_ask,  ///< no answer, or none that can be used
    not_chosen,     ///< nothing says which tag is meant
  } state = State::could_not_ask;
  std::string tag;                           ///< empty where none is known
  std::optional<oci::RawDocument> manifest;  ///< where it is there
  std::string why;                           ///< where it is not
};

/// The image of the tag; without a tag that of the newest day in the fleet's form, and of several of one day
/// the one with the newest receipt.
FoundImage find_image(registry::Client& client, const RegistryQuestion& question);

/// Tags of the form, of the newest day first; then the others, without those that cosign and referrers use.
std::vector<std::string> newest_first(std::vector<std::string> tags);

/// Why the revision label is not the commit that a tag names; empty where it is.
std::string why_another_revision(const std::map<std::string, std::string>& labels, const std::string& tag,
                                 const std::string& commit);

}  // namespace pushgate::gate
