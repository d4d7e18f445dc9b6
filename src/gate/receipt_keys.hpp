// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/crypto/keys.hpp"
#include "base/result.hpp"
#include "plan/fleet.hpp"

namespace pushgate::gate {

/// Who may have signed a receipt: the key that was named (`FILE` or `env://VAR`), else the fleet file's
/// signers.
struct ReceiptKeys {
  std::string key;
  const plan::Fleet* fleet = nullptr;
  std::string fleet_file;
};

struct NamedKey {
  std::string name;  ///< the signer's, or the file's
  std::string file;  ///< or env://VARIABLE
  crypto::PublicKey key;
};

/// At least one. Errors: misuse, where there is none, or one that is no key.
Result<std::vector<NamedKey>> load_receipt_keys(const ReceiptKeys& keys);

}  // namespace pushgate::gate
