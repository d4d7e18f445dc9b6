// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapter/net/http.hpp"
#include "base/result.hpp"
#include "registry/authorizer.hpp"
#include "registry/client.hpp"
#include "registry/endpoint.hpp"
#include "registry/retry.hpp"

namespace pushgate::registry {

inline constexpr std::size_t k_answer_bytes = 64u << 10;  // an answer of which only status and fields count

/// Requests to one registry: authorised, redirected, repeated. May be used from several threads.
class Session {
 public:
  Session(const oci::Reference& repository, const ClientOptions& options);

  const oci::Reference& repository() const { return m_repository; }
  int attempts() const { return m_options.attempts; }
  const ClientOptions& options() const { return m_options; }
  /// Errors: what is wrong with the registry's name.
  const Result<Endpoint>& endpoint() const { return m_endpoint; }

  /// Repeated while the answer is temporary or the connection is lost. Any other status is the caller's;
  /// unexpected() words it.
  Result<net::Response> send(const net::Request& request, std::size_t body_limit);
  /// The same, with the body as it comes; a body that breaks off is the reader's business.
  Result<net::Stream> open(const net::Request& request);

  /// One attempt. GET and HEAD follow up to five redirects, to http only from http, and Authorization goes to
  /// the registry's own origin alone. A 401 is answered once.
  net::Outcome<net::Stream> open_once(const net::Request& request);
  net::Outcome<net::Response> send_once(const net::Request& request, std::size_t body_limit);

  /// Calls `attempt` until it gives an answer that is not temporary, at most options.attempts times.
  Result<net::Response> repeat(const std::function<net::Outcome<net::Response>()>& attempt);

  /// Waits after the n-th failed attempt.
  Result<void> pause(int failed, const net::Headers* headers = nullptr);
  /// Waits at least that long and at random up to twice as long, so that writers who met part.
  Result<void> wait(std::chrono::milliseconds at_least);

  /// `answered 500 UNKNOWN; expected 200`, or what 401, 403 and 429 mean, with a hint.
  Error unexpected(int status, std::string_view body, std::string_view expected) const;
  Error unexpected(net::Stream& stream, std::string_view expected) const;

 private:
  net::Outcome<net::Stream> follow(net::Request request);
  net::Outcome<net::Url> redirection(const net::Url& from, const net::Headers& headers) const;

  oci::Reference m_repository;
  ClientOptions m_options;
  Result<Endpoint> m_endpoint;
  net::Client m_http;
  Authorizer m_authorizer;
};

/// The same result, an error with one more `while …` line.
template <typename T>
Result<T> during(Result<T> result, std::string_view text) {
  if (!result) return fail(std::move(result).error().during(std::string(text)));
  return result;
}

}  // namespace pushgate::registry
