// SPDX-License-Identifier: Apache-2.0
#include "gate/receipt_keys.hpp"

#include <filesystem>
#include <utility>

#include "gate/signing_key.hpp"

namespace pushgate::gate {

Result<std::vector<NamedKey>> load_receipt_keys(const ReceiptKeys& keys) {
  std::vector<NamedKey> loaded;
  if (!keys.key.empty()) {
    TRY_ASSIGN(crypto::PublicKey key, load_public_key(keys.key));
    loaded.push_back({keys.key, keys.key, std::move(key)});
    return loaded;
  }
  for (const plan::Signer& signer : keys.fleet->signers) {
    const auto file = (std::filesystem::path(keys.fleet->folder) / signer.key).lexically_normal().string();
    TRY_ASSIGN(crypto::PublicKey key, load_public_key(file));
    loaded.push_back({signer.name, file, std::move(key)});
  }
  if (loaded.empty()) {
    return fail(
        Error::misuse(keys.fleet_file, "has no signers, and no key was named")
            .with_hint(
                "add \"signers\", or say --key: only images with a receipt are pushed and rolled out"));
  }
  return loaded;
}

}  // namespace pushgate::gate
