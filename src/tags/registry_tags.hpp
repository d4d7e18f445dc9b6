// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "registry/client.hpp"
#include "tags/tag_store.hpp"

namespace pushgate::tags {

/// Tags in registries, a client a repository. May be used from several threads. A tag is put by putting the
/// manifest that the registry has under its digest.
class RegistryTags final : public TagStore {
 public:
  explicit RegistryTags(registry::ClientOptions options);

  /// The client of a repository, which lives as long as this. Errors: misuse, for no repository's name.
  Result<registry::Client*> client(const std::string& repository);

  Result<std::optional<Digest>> named(const std::string& repository, const std::string& tag) override;
  Result<bool> put(const std::string& repository, const std::string& tag, const Digest& digest) override;
  Result<std::string> remove(const std::string& repository, const std::string& tag) override;

 private:
  registry::ClientOptions m_options;
  std::mutex m_mutex;
  std::map<std::string, registry::Client> m_clients;
};

}  // namespace pushgate::tags
