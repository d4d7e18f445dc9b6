// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapter/net/http.hpp"
#include "base/result.hpp"
#include "oci/reference.hpp"
#include "registry/client.hpp"
#include "registry/credentials.hpp"

namespace pushgate::retention {

struct GithubOptions {
  /// Where the REST API is; empty: $GITHUB_API_URL, as GitHub's runners set it, else https://api.github.com.
  std::string api;
  registry::ClientOptions registry;
  /// Hears of every wait for GitHub's rate limits.
  std::function<void(const std::string&)> say;
};

/// GitHub's REST API (https://docs.github.com/en/rest/using-the-rest-api), asked about one repository with
/// the token of GITHUB_TOKEN, or the password that docker has for the registry. The token goes to the API's
/// own host alone and is never shown; redirects are not followed. Temporary failures are repeated, rate
/// limits waited for: at most k_longest_wait at a time.
/// Errors: misuse, for an address that is no https URL (http is spoken to loopback) and where there is no
/// token; unchecked for everything that GitHub or the network does.
class GithubApi {
 public:
  static constexpr std::chrono::seconds k_longest_wait{300};

  static Result<GithubApi> open(const oci::Reference& repository, GithubOptions options,
                                const registry::Surroundings& surroundings);

  /// `path` begins with a slash; its parts are percent-encoded by the caller.
  Result<net::Url> url(std::string_view path) const;
  Result<net::Response> send(const std::string& method, const net::Url& url);

  /// What an answer that nobody expected means: the token is no good, may not, or sees no such thing.
  Error unexpected(const net::Response& response, std::string_view expected) const;

  const std::string& host() const { return m_host; }
  const std::string& token_origin() const { return m_token_origin; }  ///< `GITHUB_TOKEN`, or a file or helper

 private:
  GithubApi(const oci::Reference& repository, GithubOptions options);
  Result<void> wait(std::chrono::milliseconds time) const;

  std::string m_name;  // of the repository
  GithubOptions m_options;
  std::string m_host;
  std::string m_token;
  std::string m_token_origin;
  net::Client m_http;
};

/// `404: Package not found.`: the status, and the message that GitHub gives with it, where it does.
std::string describe_github_answer(const net::Response& response);

}  // namespace pushgate::retention
