// SPDX-License-Identifier: Apache-2.0
#include "gate/signing_key.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "store/files.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t k_key_file_bytes = 64u << 10;
constexpr std::string_view k_env_scheme = "env://";

Result<std::string> key_text(const std::string& key) {
  if (!key.starts_with(k_env_scheme))
    return store::read_file(key, k_key_file_bytes, /*missing_is_misuse=*/true);
  const std::string variable = key.substr(k_env_scheme.size());
  const char* text = std::getenv(variable.c_str());
  if (text != nullptr && *text != '\0') return std::string(text);
  return fail(Error::misuse(key, "the environment variable is not set; expected a key in PEM form"));
}

Result<std::string> password_for(const std::string& key, const AskPassword& ask) {
  for (const char* variable : {"COSIGN_PASSWORD", "PUSHGATE_PASSWORD"}) {
    if (const char* password = std::getenv(variable)) return std::string(password);
  }
  return ask(key);
}

}  // namespace

Result<crypto::PrivateKey> load_signing_key(const std::string& key, const AskPassword& ask) {
  TRY_ASSIGN(const std::string text, key_text(key));
  TRY_ASSIGN(const std::string password, password_for(key, ask));
  return crypto::PrivateKey::from_encrypted_pem(text, password, key);
}

Result<crypto::PublicKey> load_public_key(const std::string& key) {
  TRY_ASSIGN(const std::string text, key_text(key));
  return crypto::PublicKey::from_pem(text, key);
}

Result<void> generate_key_pair(const std::string& prefix, const AskPassword& ask) {
  const std::string private_file = prefix + ".key";
  const std::string public_file = prefix + ".pub";
  // Both are looked for first: a private key without its public half beside it would be half a pair.
  for (const auto& file : {private_file, public_file}) {
    std::error_code none;
    if (std::filesystem::exists(std::filesystem::symlink_status(file, none))) {
      return fail(Error::misuse(file, "exists already; a key is never written over")
                      .with_hint("move it away, or choose another name with --output-key-prefix"));
    }
  }
  TRY_ASSIGN(const std::string password, password_for(private_file, ask));
  TRY_ASSIGN(const crypto::PrivateKey key, crypto::PrivateKey::generate());
  TRY_ASSIGN(const std::string private_text, key.to_encrypted_pem(password));
  TRY_ASSIGN(const crypto::PublicKey public_key, key.public_key());
  TRY(store::write_new_file(private_file, private_text, 0600));
  return store::write_new_file(public_file, public_key.to_pem(), 0644);
}

}  // namespace pushgate::gate
