// SPDX-License-Identifier: Apache-2.0
//
//   401  WWW-Authenticate: Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:o/n:pull"
//   GET  <realm>?service=ghcr.io&scope=repository:o/n:pull      with Basic credentials, or without any
//   POST <realm>  grant_type=refresh_token&…                    where an identity token is kept
//   200  {"token": "…"} or {"access_token": "…"}
#include "registry/authorizer.hpp"

#include <algorithm>

#include "adapter/crypto/base64.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "registry/error_body.hpp"
#include "registry/retry.hpp"

namespace pushgate::registry {

namespace {

constexpr std::size_t k_token_answer_bytes = 64u << 10;

const Challenge* find_scheme(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
  return found == challenges.end() ? nullptr : &*found;
}

std::string basic(const Credentials& credentials) {
  return "Basic " + crypto::encode_base64(credentials.username + ":" + credentials.password);
}

// A token becomes part of a header field: nothing in it may end that field.
bool is_header_safe(std::string_view token) {
  return !token.empty() && std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; });
}

std::string joined(const std::vector<std::string>& places) {
  std::string out;
  for (const auto& place : places) out += (out.empty() ? "" : ", ") + place;
  return out;
}

// A mount needs two, which a challenge names with a blank between and a token server takes one by one.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end != 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

net::Failure wrong(Error error) {
  return {std::move(error), false};
}

}  // namespace

bool is_safe_realm(const net::Url& realm, const net::Url& registry, bool plain_http) {
  return realm.is_https() || (!registry.is_https() && (plain_http || realm.is_loopback()));
}

Authorizer::Authorizer(oci::Reference repository, net::Url registry, bool plain_http, net::Client& client,
                       Surroundings surroundings)
    : m_repository(std::move(repository)),
      m_registry(std::move(registry)),
      m_plain_http(plain_http),
      m_client(client),
      m_surroundings(std::move(surroundings)) {}

std::string Authorizer::authorization() const {
  const std::lock_guard lock(m_mutex);
  return m_authorization;
}

std::string Authorizer::describe() const {
  const std::lock_guard lock(m_mutex);
  return tried();
}

std::string Authorizer::tried() const {
  if (!m_search) return "no credentials were asked for";
  const auto& [found, looked_in] = *m_search;
  if (found && !found->username.empty())
    return fmt::format("as user '{}' from {}", found->username, found->origin);
  if (found) return fmt::format("with a token from {}", found->origin);
  if (looked_in.empty()) return "no credentials: neither DOCKER_CONFIG nor HOME is set";
  return fmt::format("no credentials for {} in {}", m_repository.registry, joined(looked_in));
}

net::Outcome<bool> Authorizer::answer(const net::Headers& headers) {
  // One thread asks; the others wait and then send what it got.
  const std::lock_guard lock(m_mutex);
  if (!m_search) {
    auto search = find_credentials(m_repository, m_surroundings);
    if (!search) return tl::unexpected(wrong(std::move(search).error()));
    m_search = std::move(*search);
  }
  const auto challenges = parse_challenges(headers.all("WWW-Authenticate"));
  if (const auto* bearer = find_scheme(challenges, "bearer")) return answer_bearer(*bearer);
  if (find_scheme(challenges, "basic") == nullptr || !m_search->found || m_search->found->username.empty())
    return false;
  m_authorization = basic(*m_search->found);
  return true;
}

net::Outcome<bool> Authorizer::answer_bearer(const Challenge& challenge) {
  if (m_search->found && !m_search->found->registry_token.empty()) {
    m_authorization = "Bearer " + m_search->found->registry_token;
    return is_header_safe(m_search->found->registry_token);
  }
  auto token = fetch_token(challenge);
  if (!token) return tl::unexpected(std::move(token).error());
  m_authorization = "Bearer " + *token;
  return true;
}

net::Outcome<std::string> Authorizer::fetch_token(const Challenge& challenge) {
  auto realm = net::Url::parse(challenge.parameter("realm"));
  if (!realm)
    return tl::unexpected(wrong(std::move(realm).error().during(
        "reading the realm that " + m_registry.authority() + " names for tokens")));
  if (!is_safe_realm(*realm, m_registry, m_plain_http))
    return tl::unexpected(
        wrong(Error::unchecked(m_registry.authority(),
                               fmt::format("sends clients to {} for tokens; expected https", realm->str()))));

  const auto service = challenge.parameter("service");
  auto scope = challenge.parameter("scope");
  if (scope.empty()) scope = fmt::format("repository:{}:pull", m_repository.repository);
  net::Request request;
  const auto& found = m_search->found;
  if (found && !found->identity_token.empty()) {
    request.method = "POST";
    request.url = *realm;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = fmt::format(
        "grant_type=refresh_token&service={}&scope={}&client_id=pushgate&refresh_token={}",
        net::percent_encode(service), net::percent_encode(scope), net::percent_encode(found->identity_token));
  } else {
    request.url = service.empty() ? *realm : realm->with_query("service", service);
    for (const auto one : words(scope)) request.url = request.url.with_query("scope", one);
    if (found && !found->username.empty()) request.headers.add("Authorization", basic(*found));
  }

  auto response = m_client.send(request, k_token_answer_bytes);
  if (!response) return tl::unexpected(std::move(response).error());
  if (response->status != 200)
    return tl::unexpected(net::Failure{refused_token(*realm, *response), is_temporary(response->status)});
  const auto document = json::parse(response->body, "token", {.bytes = k_token_answer_bytes, .depth = 32});
  std::string token;
  if (document) token = document->string_at("token");
  if (document && token.empty()) token = document->string_at("access_token");
  if (!is_header_safe(token))
    return tl::unexpected(wrong(Error::unchecked(
        realm->authority(),
        "answered a token request without a token; expected \"token\" or \"access_token\"")));
  return token;
}

Error Authorizer::refused_token(const net::Url& realm, const net::Response& response) const {
  auto error = Error::unchecked(
      realm.authority(),
      fmt::format("refuses a token ({}), {}", describe_answer(response.status, response.body), tried()));
  if (response.status == 401 || response.status == 403)
    error.hint = fmt::format("docker login {}", m_repository.registry);
  return error;
}

}  // namespace pushgate::registry
