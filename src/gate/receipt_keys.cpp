// SPDX-License-Identifier: Apache-2.0
#include "gate/receipt_keys.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "gate/settings.hpp"
#include "gate/signing_key.hpp"

namespace pushgate::gate {

namespace {

Result<std::vector<attest::NamedKey>> load_signers(const plan::Fleet& fleet, const std::string& fleet_file) {
  std::vector<attest::NamedKey> loaded;
  for (const plan::Signer& signer : fleet.signers) {
    const auto file = (std::filesystem::path(fleet.folder) / signer.key).lexically_normal().string();
    TRY_ASSIGN(crypto::PublicKey key, load_public_key(file));
    const auto same = std::ranges::find_if(loaded, [&, print = key.fingerprint()](const auto& other) {
      return other.key.fingerprint() == print;
    });
    if (same != loaded.end()) {
      return fail(
          Error::misuse(fleet_file, fmt::format("signers '{}' and '{}' have the same key, in {} and {}; "
                                                "expected a key of one name",
                                                same->name, signer.name, same->file, file)));
    }
    loaded.push_back({signer.name, file, std::move(key), {signer.from, signer.until}});
  }
  return loaded;
}

}  // namespace

std::vector<std::string> keys_named(const std::string& key) {
  return key.empty() ? std::vector<std::string>() : std::vector{key};
}

Result<attest::Trust> load_trust(const TrustSource& source) {
  attest::Trust trust;
  trust.now = system_time();
  trust.max_age = source.max_age;
  if (!source.policy.empty()) {
    TRY_ASSIGN(const policy::Policy policy, load_policy(source.policy, {}));
    trust.policy = policy.digest;
  }
  if (!trust.max_age && source.fleet != nullptr) trust.max_age = source.fleet->receipt_max_age;
  for (const std::string& name : source.keys) {
    TRY_ASSIGN(crypto::PublicKey key, load_public_key(name));
    trust.keys.push_back({name, name, std::move(key), {}});
  }
  if (!trust.keys.empty()) return trust;
  TRY_ASSIGN(trust.keys, load_signers(*source.fleet, source.fleet_file));
  if (trust.keys.empty()) {
    return fail(
        Error::misuse(source.fleet_file, "has no signers, and no key was named")
            .with_hint(
                "add \"signers\", or say --key: only images with a receipt are pushed and rolled out"));
  }
  return trust;
}

}  // namespace pushgate::gate
