// SPDX-License-Identifier: Apache-2.0
#include "tags/registry_tags.hpp"

#include <utility>

#include "oci/reference.hpp"
#include "registry/remove_tag.hpp"

namespace pushgate::tags {

RegistryTags::RegistryTags(registry::ClientOptions options) : m_options(std::move(options)) {}

Result<registry::Client*> RegistryTags::client(const std::string& repository) {
  const std::lock_guard lock(m_mutex);
  const auto known = m_clients.find(repository);
  if (known != m_clients.end()) return &known->second;
  TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(repository));
  return &m_clients.emplace(repository, registry::Client(reference, m_options)).first->second;
}

Result<std::optional<Digest>> RegistryTags::named(const std::string& repository, const std::string& tag) {
  TRY_ASSIGN(registry::Client * repository_client, client(repository));
  TRY_ASSIGN(const auto document, repository_client->manifest(tag));
  return document ? std::optional(document->digest) : std::nullopt;
}

Result<bool> RegistryTags::put(const std::string& repository, const std::string& tag, const Digest& digest) {
  TRY_ASSIGN(registry::Client * repository_client, client(repository));
  TRY_ASSIGN(const auto document, repository_client->manifest(digest.to_string()));
  if (!document) return false;
  TRY(repository_client->put_manifest(tag, *document));
  return true;
}

Result<std::string> RegistryTags::remove(const std::string& repository, const std::string& tag) {
  TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(repository));
  TRY_ASSIGN(std::string refused, registry::remove_tag(reference, tag, m_options));
  if (!refused.empty()) return refused;
  TRY_ASSIGN(const auto still_there, named(repository, tag));
  if (!still_there) return refused;
  return fail(Error::unchecked(repository + ":" + tag, "was taken away by the registry and is still there"));
}

}  // namespace pushgate::tags
