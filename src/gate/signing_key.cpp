// SPDX-License-Identifier: Apache-2.0
#include "gate/signing_key.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t k_key_file_bytes = 64u << 10;
constexpr std::string_view k_env_scheme = "env://";

Result<std::string> key_text(const std::string& key) {
  if (key.starts_with(k_env_scheme)) {
    const std::string variable = key.substr(k_env_scheme.size());
    const char* text = std::getenv(variable.c_str());
    if (text != nullptr && *text != '\0') return std::string(text);
    return fail(Error::misuse(key, "the environment variable is not set; expected a key in PEM form"));
  }
  // Through symbolic links, as ssh and cosign do: Kubernetes mounts every secret as one.
  auto text = store::read_file(key, k_key_file_bytes, /*missing_is_misuse=*/true);
  if (!text) text.error().code = ErrorCode::misuse;  // a key that cannot be read was named wrongly
  return text;
}

Result<std::string> password_for(const std::string& key, const AskPassword& ask) {
  for (const char* variable : {"COSIGN_PASSWORD", "PUSHGATE_PASSWORD"}) {
    if (const char* password = std::getenv(variable)) return std::string(password);
  }
  return ask(key);
}

struct KeyFiles {
  std::string private_file;
  std::string public_file;
};

/// The files of a pair, where neither is there: a private key without its public half beside it would be half
/// a pair.
Result<KeyFiles> new_key_files(const std::string& prefix) {
  KeyFiles files{prefix + ".key", prefix + ".pub"};
  for (const auto& file : {files.private_file, files.public_file}) {
    std::error_code none;
    if (std::filesystem::exists(std::filesystem::symlink_status(file, none))) {
      return fail(Error::misuse(file, "exists already; a key is never written over")
                      .with_hint("move it away, or choose another name with --output-key-prefix"));
    }
  }
  return files;
}

Result<void> write_pair(const KeyFiles& files, const crypto::PrivateKey& key, const std::string& password) {
  TRY_ASSIGN(const std::string private_text, key.to_encrypted_pem(password));
  TRY_ASSIGN(const crypto::PublicKey public_key, key.public_key());
  TRY(store::write_new_file(files.private_file, private_text, 0600));
  auto written = store::write_new_file(files.public_file, public_key.to_pem(), 0644);
  std::error_code none;
  if (!written) std::filesystem::remove(files.private_file, none);
  return written;
}

}  // namespace

Result<crypto::PrivateKey> load_signing_key(const std::string& key, const AskPassword& ask) {
  TRY_ASSIGN(const std::string text, key_text(key));
  return crypto::PrivateKey::from_pem(
      text, [&] { return password_for(key, ask); }, key);
}

std::string key_file_warning(const std::string& key) {
  using std::filesystem::perms;
  if (key.starts_with(k_env_scheme)) return {};
  std::error_code error;
  const perms permissions = std::filesystem::status(key, error).permissions();
  const bool by_all = (permissions & perms::others_read) != perms::none;
  const bool by_group = (permissions & perms::group_read) != perms::none;
  if (error || (!by_all && !by_group)) return {};
  return fmt::format(
      "pushgate: warning: {0}: can be read by {1} (mode {2:04o}); expected 0600\n  hint: chmod 600 {0}\n",
      escape_controls(key), by_all ? "everybody" : "its group",
      static_cast<unsigned>(permissions & perms::mask));
}

Result<crypto::PublicKey> load_public_key(const std::string& key) {
  TRY_ASSIGN(const std::string text, key_text(key));
  return crypto::PublicKey::from_pem(text, key);
}

Result<void> generate_key_pair(const std::string& prefix, const AskPassword& ask_new) {
  TRY_ASSIGN(const KeyFiles files, new_key_files(prefix));
  TRY_ASSIGN(const std::string password, password_for(files.private_file, ask_new));
  TRY_ASSIGN(const crypto::PrivateKey key, crypto::PrivateKey::generate());
  return write_pair(files, key, password);
}

Result<void> import_key(const std::string& file, const std::string& prefix, const AskPassword& ask,
                        const AskPassword& ask_new) {
  TRY_ASSIGN(const KeyFiles files, new_key_files(prefix));
  TRY_ASSIGN(const std::string text, key_text(file));
  TRY_ASSIGN(const crypto::PrivateKey key, crypto::PrivateKey::import_pem(
                                               text, [&] { return password_for(file, ask); }, file));
  TRY_ASSIGN(const std::string password, password_for(files.private_file, ask_new));
  return write_pair(files, key, password);
}

}  // namespace pushgate::gate
