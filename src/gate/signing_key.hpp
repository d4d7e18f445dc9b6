// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "adapter/crypto/keys.hpp"
#include "base/result.hpp"

namespace pushgate::gate {

/// Asks for the password of a key, once; gives it or an error (misuse) where nobody can be asked.
using AskPassword = std::function<Result<std::string>(const std::string& key_name)>;

/// Loads `FILE` or `env://VAR`: cosign's encrypted form, or PKCS #8 in PEM, plain or encrypted. The password
/// of an encrypted one comes from COSIGN_PASSWORD, else PUSHGATE_PASSWORD (set and empty is an empty
/// password), else from `ask`. Symbolic links are followed; what is no regular file is an error and never
/// waited for. Errors: misuse.
Result<crypto::PrivateKey> load_signing_key(const std::string& key, const AskPassword& ask);

/// Lines for the user where others can read a private key's file; empty where only its owner can.
std::string key_file_warning(const std::string& key);

/// Loads a public key from `FILE` or `env://VAR`.
Result<crypto::PublicKey> load_public_key(const std::string& key);

/// Writes `<prefix>.key` (0600) and `<prefix>.pub`, neither over an existing file, both or none.
Result<void> generate_key_pair(const std::string& prefix, const AskPassword& ask_new);

/// The same with the key in a file (or `env://VAR`) of any form that load_signing_key takes, or of SEC 1.
/// Where a variable has the password, it is that of both files.
Result<void> import_key(const std::string& file, const std::string& prefix, const AskPassword& ask,
                        const AskPassword& ask_new);

}  // namespace pushgate::gate
