// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/file_search.hpp"

#include <algorithm>
#include <utility>

#include "scanners/secrets/credentials.hpp"
#include "scanners/secrets/secret_text.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_secrets = 100;
constexpr std::uint64_t k_login_file_bytes = 1u << 20;

void add(std::vector<SeenSecret>& seen, SeenSecret secret) {
  const auto is_same = [&](const SeenSecret& other) {
    return other.told == secret.told && other.kind == secret.kind;
  };
  if (seen.size() < k_secrets && std::ranges::none_of(seen, is_same)) seen.push_back(std::move(secret));
}

void add_token(std::vector<SeenSecret>& seen, const FoundToken& token) {
  add(seen, {token.kind, tell_secret(token.text), true, token.checksum, token.offset});
}

/// A login whose password is a token is told as that token.
void add_credentials(std::vector<SeenSecret>& seen, const std::vector<Credential>& credentials,
                     std::string_view text) {
  for (const Credential& credential : credentials) {
    if (!find_tokens(credential.secret).empty()) continue;
    add(seen, {credential.kind, tell_secret(credential.secret), false, Checksum::none,
               static_cast<std::uint64_t>(credential.secret.data() - text.data())});
  }
}

}  // namespace

std::vector<SeenSecret> secrets_in(std::string_view text) {
  std::vector<SeenSecret> seen;
  for (const auto& token : find_tokens(text)) add_token(seen, token);
  add_credentials(seen, text_credentials(text), text);
  return seen;
}

FileSearch::FileSearch() : m_finder([this](const FoundToken& token) { add_token(m_seen, token); }) {}

void FileSearch::begin(std::string_view path, std::uint64_t size) {
  m_seen.clear();
  m_path.clear();
  m_content.clear();
  if (size <= k_login_file_bytes && is_credential_file(path)) m_path = path;
}

void FileSearch::feed(std::span<const std::uint8_t> bytes) {
  m_finder.feed(bytes);
  if (!m_path.empty()) m_content.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::vector<SeenSecret> FileSearch::end() {
  m_finder.finish();
  if (!m_path.empty()) add_credentials(m_seen, file_credentials(m_path, m_content), m_content);
  return std::move(m_seen);
}

}  // namespace pushgate::scanners
