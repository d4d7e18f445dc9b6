// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "adapter/crypto/keys.hpp"
#include "base/result.hpp"

namespace pushgate::gate {

/// Asks for the password of a key, once; gives it or an error (misuse) where nobody can be asked.
using AskPassword = std::function<Result<std::string>(const std::string& key_name)>;

/// Loads `FILE` or `env://VAR` in cosign's encrypted form. The password comes from COSIGN_PASSWORD, else
/// PUSHGATE_PASSWORD (set and empty is an empty password), else from `ask`.
Result<crypto::PrivateKey> load_signing_key(const std::string& key, const AskPassword& ask);

/// Loads a public key from `FILE` or `env://VAR`.
Result<crypto::PublicKey> load_public_key(const std::string& key);

/// Writes `<prefix>.key` (0600) and `<prefix>.pub`, neither over an existing file.
Result<void> generate_key_pair(const std::string& prefix, const AskPassword& ask);

}  // namespace pushgate::gate
