// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/net/url.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "oci/reference.hpp"

namespace pushgate::registry {

/// Where a repository is: the URLs of distribution-spec's end points. Plain HTTP is spoken to loopback, and
/// elsewhere only where `plain_http` says so; docker.io is at registry-1.docker.io.
class Endpoint {
 public:
  static Result<Endpoint> of(const oci::Reference& repository, bool plain_http);

  const net::Url& root() const { return m_root; }  ///< `https://ghcr.io/v2/`
  net::Url manifest(std::string_view tag_or_digest) const;
  net::Url blob(const Digest& digest) const;
  net::Url uploads() const;
  net::Url tags() const;
  net::Url referrers(const Digest& subject) const;

 private:
  Endpoint(net::Url root, std::string repository)
      : m_root(std::move(root)), m_repository(std::move(repository)) {}
  net::Url below(std::string_view rest) const;

  net::Url m_root;
  std::string m_repository;
};

}  // namespace pushgate::registry
