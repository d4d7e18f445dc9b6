// SPDX-License-Identifier: Apache-2.0
#include "gate/rollout_releases.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "gate/tag_name.hpp"
#include "gate/verify_image.hpp"
#include "oci/reference.hpp"
#include "plan/image_repository.hpp"

namespace pushgate::gate {

namespace {

Result<oci::Reference> reference_of(const TrustSource& source, const rollout::Key& key,
                                    const std::string& tag) {
  if (source.fleet->registry.empty())
    return fail(Error::misuse(source.fleet_file, "has no registry; expected where images are"));
  TRY_ASSIGN(oci::Reference named, oci::Reference::parse(plan::repository_of(
                                       *source.fleet, source.fleet->services.at(key.service), key.machine)));
  // A tag that is more than one would name another image, or be more than one word to a host's command.
  if (!is_tag(tag))
    return fail(Error::misuse("'" + tag + "'", fmt::format("is no tag; expected {}", k_tag_form)));
  named.tag = tag;
  return named;
}

Result<rollout::Release> verified(const oci::Reference& reference, const attest::Trust& trust,
                                  const registry::ClientOptions& registry,
                                  const std::function<void(const std::string&)>& say) {
  const std::string name = reference.to_string();
  TRY_ASSIGN(const VerifyOutcome outcome, verify_image(name, trust, {"receipt"}, registry));
  const attest::ImageVerification& found = outcome.verification;
  if (found.receipt) {
    say(fmt::format("{}: receipt by {}, {}", name, found.receipt_by, outcome.digest->to_string()));
    return rollout::Release{*reference.tag, *outcome.digest,
                            reference.name() + "@" + outcome.digest->to_string()};
  }
  return fail(Error::refused(name, "has no valid receipt: " + found.receipt_reason)
                  .with_hint("push it through `pushgate gate --push`, or check the signers' keys"));
}

}  // namespace

Result<std::map<rollout::Key, rollout::Release>> verified_releases(
    const TrustSource& source, const std::set<rollout::Key>& targets, const std::string& tag,
    const registry::ClientOptions& registry, const std::function<void(const std::string&)>& say) {
  TRY_ASSIGN(attest::Trust trust, load_trust(source));
  trust.max_age.reset();  // who goes back to an older image, goes back to its receipt
  std::map<rollout::Key, rollout::Release> releases;
  std::optional<Error> refused;
  for (const rollout::Key& key : targets) {
    TRY_ASSIGN(const oci::Reference reference, reference_of(source, key, tag));
    auto release = verified(reference, trust, registry, say);
    if (release) {
      releases.emplace(key, std::move(*release));
    } else if (release.error().code != ErrorCode::refused) {
      return fail(std::move(release).error());
    } else if (refused) {
      refused->also.push_back(std::move(release).error());
    } else {
      refused = std::move(release).error();
    }
  }
  if (refused) return fail(std::move(*refused));
  return releases;
}

}  // namespace pushgate::gate
