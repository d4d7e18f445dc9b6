// SPDX-License-Identifier: Apache-2.0
#include "registry/endpoint.hpp"

#include "base/format.hpp"

namespace pushgate::registry {

Result<Endpoint> Endpoint::of(const oci::Reference& repository, bool plain_http) {
  const auto host = repository.registry == "docker.io" ? "registry-1.docker.io" : repository.registry;
  const bool plain = plain_http || oci::is_loopback(repository.registry);
  TRY_ASSIGN(auto root, net::Url::parse(fmt::format("{}://{}/v2/", plain ? "http" : "https", host)));
  return Endpoint(std::move(root), repository.repository);
}

// Names, tags and digests were checked against grammars whose characters a path holds as they are.
net::Url Endpoint::below(std::string_view rest) const {
  auto url = m_root.resolve(fmt::format("/v2/{}/{}", m_repository, rest));
  return url ? *url : m_root;
}

net::Url Endpoint::manifest(std::string_view tag_or_digest) const {
  return below(fmt::format("manifests/{}", tag_or_digest));
}
net::Url Endpoint::blob(const Digest& digest) const {
  return below(fmt::format("blobs/{}", digest.to_string()));
}
net::Url Endpoint::uploads() const {
  return below("blobs/uploads/");
}
net::Url Endpoint::tags() const {
  return below("tags/list");
}
net::Url Endpoint::referrers(const Digest& subject) const {
  return below(fmt::format("referrers/{}", subject.to_string()));
}

}  // namespace pushgate::registry
