// SPDX-License-Identifier: Apache-2.0
//
// Over a limit, GitHub answers 403 or 429 and says when to come back: Retry-After in seconds, or, where
// x-ratelimit-remaining is 0, x-ratelimit-reset in seconds since 1970; where it says nothing, after a minute
// (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api). A 403 without either is
// a missing right.
#include "retention/github_api.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/wait.hpp"
#include "registry/retry.hpp"
#include "retention/github_versions.hpp"

namespace pushgate::retention {

namespace {

constexpr std::string_view k_api = "https://api.github.com";
constexpr std::string_view k_api_version = "2022-11-28";
constexpr std::size_t k_message_bytes = 300;
constexpr std::chrono::seconds k_wait_unsaid{60};

struct Token {
  std::string text;
  std::string origin;
};

// A token becomes part of a header field: nothing in it may end that field.
bool is_header_safe(std::string_view token) {
  return std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<Token> find_token(const oci::Reference& repository, const registry::Surroundings& surroundings) {
  Token token;
  if (const auto text = surroundings.variable("GITHUB_TOKEN"); text && !text->empty()) {
    token = {*text, "GITHUB_TOKEN"};
  } else {
    TRY_ASSIGN(const auto search, registry::find_credentials(repository, surroundings));
    if (search.found && !search.found->password.empty())
      token = {search.found->password, search.found->origin};
  }
  if (token.text.empty())
    return fail(Error::misuse("GITHUB_TOKEN", fmt::format("is not set, and docker has no password for {}; "
                                                          "GitHub Packages needs a token",
                                                          repository.registry))
                    .with_hint("give a token with the scopes read:packages and delete:packages, or docker "
                               "login " +
                               repository.registry + " with one"));
  if (!is_header_safe(token.text))
    return fail(Error::misuse(token.origin, "holds a token with characters that no token has"));
  return token;
}

Result<net::Url> parse_api(const std::string& text, std::string_view source) {
  auto url = net::Url::parse(text);
  if (!url || text.find_first_of("?#") != std::string::npos)
    return fail(Error::misuse(
        std::string(source), "is not the address of a REST API; expected one such as " + std::string(k_api)));
  if (!url->is_https() && !url->is_loopback())
    return fail(Error::misuse(std::string(source),
                              fmt::format("is {}; expected https: a token is sent there", url->str())));
  return url;
}

std::optional<long> number(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

/// How long GitHub lets us wait; nothing where the answer is about something else.
std::optional<std::chrono::seconds> limited_for(const net::Response& response, Time now) {
  if (response.status != 403 && response.status != 429) return std::nullopt;
  if (const auto after = registry::parse_retry_after(response.headers.get("Retry-After"), now)) return after;
  const auto reset = number(response.headers.get("x-ratelimit-reset"));
  if (response.headers.get("x-ratelimit-remaining") == "0" && reset) {
    const Time until{std::chrono::seconds(std::min(*reset, 253402300799L))};  // the last second of 9999
    return std::max(std::chrono::seconds(0), until - now) + std::chrono::seconds(1);
  }
  return response.status == 429 ? std::optional(k_wait_unsaid) : std::nullopt;
}

std::string message_of(const net::Response& response) {
  const auto document =
      json::parse(response.body, "error answer", {.bytes = k_github_page_bytes, .depth = 32});
  return document ? std::string(document->string_at("message").substr(0, k_message_bytes)) : std::string();
}

}  // namespace

std::string describe_github_answer(const net::Response& response) {
  const auto message = message_of(response);
  return message.empty() ? fmt::format("{}", response.status)
                         : fmt::format("{}: {}", response.status, message);
}

GithubApi::GithubApi(const oci::Reference& repository, GithubOptions options)
    : m_name(repository.name()),
      m_options(std::move(options)),
      m_http({m_options.registry.ca_file, m_options.registry.connect_seconds,
              m_options.registry.stall_seconds}) {}

Result<GithubApi> GithubApi::open(const oci::Reference& repository, GithubOptions options,
                                  const registry::Surroundings& surroundings) {
  std::string_view source = "--github-api";
  if (options.api.empty()) {
    source = "GITHUB_API_URL";
    options.api = surroundings.variable("GITHUB_API_URL").value_or("");
  }
  if (options.api.empty()) options.api = k_api;
  while (options.api.ends_with('/')) options.api.pop_back();
  TRY_ASSIGN(const auto address, parse_api(options.api, source));
  TRY_ASSIGN(auto token, find_token(repository, surroundings));
  GithubApi api(repository, std::move(options));
  api.m_host = address.authority();
  api.m_token = std::move(token.text);
  api.m_token_origin = std::move(token.origin);
  return api;
}

Result<net::Url> GithubApi::url(std::string_view path) const {
  return net::Url::parse(m_options.api + std::string(path));
}

Result<void> GithubApi::wait(std::chrono::milliseconds time) const {
  return m_options.registry.wait ? m_options.registry.wait(time) : wait_for(time);
}

Result<net::Response> GithubApi::send(const std::string& method, const net::Url& url) {
  net::Request request;
  request.method = method;
  request.url = url;
  request.headers.add("Accept", "application/vnd.github+json");
  request.headers.add("X-GitHub-Api-Version", std::string(k_api_version));
  request.headers.add("Authorization", "Bearer " + m_token);
  for (int attempt = 1;; ++attempt) {
    const bool last = attempt >= m_options.registry.attempts;
    auto response = m_http.send(request, k_github_page_bytes);
    if (!response && (last || !response.error().transient)) return fail(std::move(response).error().error);
    auto pause = registry::wait_before_retry(attempt, std::nullopt, 0);
    if (response) {
      const auto now = system_time();
      const auto limited = limited_for(*response, now);
      if (limited && (last || *limited > k_longest_wait))
        return fail(Error::unchecked(m_host, fmt::format("takes no more requests of this token until {} ({})",
                                                         format_rfc3339(now + *limited),
                                                         describe_github_answer(*response)))
                        .with_hint("run the same command again then; what was done stays done"));
      if (!limited && (last || !registry::is_temporary(response->status))) return std::move(*response);
      if (limited) {
        pause = *limited;
        m_options.say(fmt::format("waiting {} s: {} takes no more requests of this token until {} ({})",
                                  limited->count(), m_host, format_rfc3339(now + *limited),
                                  describe_github_answer(*response)));
      }
    }
    TRY(wait(pause));
  }
}

Error GithubApi::unexpected(const net::Response& response, std::string_view expected) const {
  const auto answer = describe_github_answer(response);
  if (response.status == 401)
    return Error::unchecked(m_host,
                            fmt::format("does not accept the token of {} ({})", m_token_origin, answer))
        .with_hint("give one that is valid, with the scopes read:packages and delete:packages");
  const std::string_view rights =
      "a token (classic) needs the scopes read:packages and delete:packages, and its user the admin role for "
      "the package; in a workflow, packages: write and a package that is linked to the repository and gives "
      "it the admin role";
  if (response.status == 403)
    return Error::unchecked(m_name, fmt::format("is forbidden by {} ({}), with the token of {}", m_host,
                                                answer, m_token_origin))
        .with_hint(std::string(rights));
  if (response.status == 404)
    return Error::unchecked(m_name, fmt::format("is not found by {} ({}), with the token of {}", m_host,
                                                answer, m_token_origin))
        .with_hint("GitHub says so, too, where the token may not: " + std::string(rights));
  if (registry::is_temporary(response.status))
    return Error::unchecked(m_host, fmt::format("failed ({}), at each of {} attempts; expected {}", answer,
                                                m_options.registry.attempts, expected));
  return Error::unchecked(m_host, fmt::format("answered {}; expected {}", answer, expected));
}

}  // namespace pushgate::retention
