// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/net/http.hpp"
#include "base/clock.hpp"
#include "registry/challenge.hpp"
#include "registry/credentials.hpp"

namespace pushgate::registry {

/// Answers a registry's challenges: Basic, or Bearer with a token from its realm (distribution's token
/// specification). Credentials are looked up once, and only after a challenge. May be used from several
/// threads.
class Authorizer {
 public:
  Authorizer(oci::Reference repository, net::Url registry, bool plain_http, net::Client& client,
             Surroundings surroundings);

  /// The Authorization field for the registry itself, which the caller sends nowhere else; empty while nobody
  /// has asked for one.
  std::string authorization() const;

  /// Makes authorization() an answer to a 401. False where there is none to give: no challenge that is
  /// known, or no credentials for Basic. Errors: unchecked, where the token cannot be had.
  net::Outcome<bool> answer(const net::Headers& headers);

  /// What was tried, for the text of a 401 or 403: `no credentials for ghcr.io in A, B`, or
  /// `as user 'bob' from A`.
  std::string describe() const;

 private:
  net::Outcome<bool> answer_bearer(const Challenge& challenge);
  net::Outcome<std::string> fetch_token(const Challenge& challenge);
  Error refused_token(const net::Url& realm, const net::Response& response) const;
  std::string tried() const;

  oci::Reference m_repository;
  net::Url m_registry;
  bool m_plain_http;
  net::Client& m_client;
  Surroundings m_surroundings;

  mutable std::mutex m_mutex;
  std::optional<CredentialSearch> m_search;
  std::string m_authorization;
};

/// Where a token may be asked for with credentials: over TLS, or over plain HTTP where the registry itself
/// is spoken to so and the realm is on loopback or `plain_http` was asked for.
bool is_safe_realm(const net::Url& realm, const net::Url& registry, bool plain_http);

}  // namespace pushgate::registry
