// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/client.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// A store whose contents a registry is asked for by distribution-spec, however it lists and removes them.
class ClientStore : public RepositoryStore {
 public:
  ClientStore(const oci::Reference& repository, const registry::ClientOptions& options)
      : m_client(repository, options) {}

  Result<std::optional<oci::RawDocument>> manifest(const Digest& digest) override {
    return m_client.manifest(digest.to_string());
  }

  Result<std::vector<oci::Descriptor>> referrers(const Digest& subject) override {
    return m_client.referrers(subject);
  }

  Result<bool> has_blob(const oci::Descriptor& blob) override { return m_client.has_blob(blob); }

 protected:
  registry::Client m_client;
};

}  // namespace pushgate::retention
