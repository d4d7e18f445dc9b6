// SPDX-License-Identifier: Apache-2.0
#include "registry/session.hpp"

#include <cmath>
#include <map>
#include <mutex>
#include <random>

#include "base/format.hpp"
#include "base/wait.hpp"
#include "registry/error_body.hpp"

namespace pushgate::registry {

namespace {

constexpr int k_redirects = 5;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

double jitter() {
  std::random_device device;
  return std::uniform_real_distribution<double>(0, 1)(device);
}

/// Connections are kept as long as the program runs: it asks one registry about many repositories. Those made
/// with other options are others.
net::Client kept_connections(const net::Options& options) {
  static std::mutex mutex;  // guards the clients
  static std::map<std::tuple<std::string, int, int>, net::Client> clients;
  const std::lock_guard lock(mutex);
  const std::tuple key(options.ca_file, options.connect_seconds, options.stall_seconds);
  return clients.try_emplace(key, options).first->second;
}

net::Outcome<net::Stream> failure(Error error, bool transient = false) {
  return tl::unexpected(net::Failure{std::move(error), transient});
}

}  // namespace

Session::Session(const oci::Reference& repository, const ClientOptions& options)
    : m_repository(repository),
      m_options(options),
      m_endpoint(Endpoint::of(repository, options.plain_http)),
      m_http(kept_connections({options.ca_file, options.connect_seconds, options.stall_seconds})),
      m_authorizer(repository, m_endpoint ? m_endpoint->root() : net::Url(), options.plain_http, m_http,
                   Surroundings::real()) {}

Result<void> Session::pause(int failed, const net::Headers* headers) {
  std::optional<std::chrono::seconds> asked;
  if (headers != nullptr) asked = parse_retry_after(headers->get("Retry-After"), system_time());
  const auto time = wait_before_retry(failed, asked, jitter());
  return m_options.wait ? m_options.wait(time) : wait_for(time);
}

Result<void> Session::wait(std::chrono::milliseconds at_least) {
  const auto time =
      at_least + std::chrono::milliseconds(std::lround(static_cast<double>(at_least.count()) * jitter()));
  return m_options.wait ? m_options.wait(time) : wait_for(time);
}

Result<net::Response> Session::repeat(const std::function<net::Outcome<net::Response>()>& attempt) {
  for (int number = 1;; ++number) {
    auto response = attempt();
    const bool last = number >= m_options.attempts;
    if (response && (last || !is_temporary(response->status))) return std::move(*response);
    if (!response && (last || !response.error().transient)) return fail(std::move(response).error().error);
    TRY(pause(number, response ? &response->headers : nullptr));
  }
}

Result<net::Response> Session::send(const net::Request& request, std::size_t body_limit) {
  return repeat([&] { return send_once(request, body_limit); });
}

Result<net::Stream> Session::open(const net::Request& request) {
  for (int number = 1;; ++number) {
    auto stream = open_once(request);
    const bool last = number >= m_options.attempts;
    if (stream && (last || !is_temporary(stream->status))) return std::move(*stream);
    if (!stream && (last || !stream.error().transient)) return fail(std::move(stream).error().error);
    TRY(pause(number, stream ? &stream->headers : nullptr));
  }
}

net::Outcome<net::Response> Session::send_once(const net::Request& request, std::size_t body_limit) {
  auto stream = open_once(request);
  if (!stream) return tl::unexpected(std::move(stream).error());
  auto body = net::read_body(*stream, request.url.authority(), body_limit);
  if (!body) return tl::unexpected(std::move(body).error());
  return net::Response{stream->status, std::move(stream->headers), std::move(*body)};
}

net::Outcome<net::Stream> Session::open_once(const net::Request& request) {
  if (!m_endpoint) return failure(m_endpoint.error());
  auto stream = follow(request);
  if (!stream || stream->status != 401) return stream;
  auto refusal = net::read_body(*stream, request.url.authority(), k_answer_bytes);
  if (!refusal) return tl::unexpected(std::move(refusal).error());
  auto answered = m_authorizer.answer(stream->headers);
  if (!answered) return tl::unexpected(std::move(answered).error());
  if (!*answered) return failure(unexpected(401, *refusal, ""));
  // The source has given its bytes already: whoever opened it must open it anew.
  if (request.source != nullptr) return failure(unexpected(401, *refusal, ""), true);
  return follow(request);
}

net::Outcome<net::Stream> Session::follow(net::Request request) {
  const bool may_follow = request.method == "GET" || request.method == "HEAD";
  for (int hop = 0;; ++hop) {
    auto sent = request;
    const bool own = request.url.same_origin(m_endpoint->root());
    if (const auto authorization = m_authorizer.authorization(); own && !authorization.empty())
      sent.headers.add("Authorization", authorization);
    auto stream = m_http.open(sent);
    if (!stream) return stream;
    if (may_follow && is_redirect(stream->status)) {
      if (hop == k_redirects)
        return failure(Error::unchecked(request.url.authority(),
                                        fmt::format("redirects more than {} times", k_redirects)));
      auto next = redirection(request.url, stream->headers);
      if (!next) return tl::unexpected(std::move(next).error());
      request.url = std::move(*next);
      continue;
    }
    // A refusal by the host that we were sent to must not read as the registry's own.
    if (!own && stream->status >= 400)
      return failure(Error::unchecked(request.url.authority(),
                                      fmt::format("answered {}; expected 200 from where {} redirects to",
                                                  stream->status, m_endpoint->root().authority())),
                     is_temporary(stream->status));
    return stream;
  }
}

net::Outcome<net::Url> Session::redirection(const net::Url& from, const net::Headers& headers) const {
  const auto location = headers.get("Location");
  auto to = from.resolve(location);
  if (!to)
    return tl::unexpected(
        net::Failure{std::move(to).error().during("following a redirect of " + from.authority())});
  if (from.is_https() && !to->is_https())
    return tl::unexpected(net::Failure{
        Error::unchecked(from.authority(), fmt::format("redirects to {}; expected https", to->str()))});
  return std::move(*to);
}

Error Session::unexpected(int status, std::string_view body, std::string_view expected) const {
  const auto name = m_repository.name();
  const auto answer = describe_answer(status, body);
  if (status == 401)
    return Error::unchecked(name,
                            fmt::format("asks for authentication ({}), {}", answer, m_authorizer.describe()))
        .with_hint(fmt::format("docker login {}", m_repository.registry));
  if (status == 403)
    return Error::unchecked(name, fmt::format("forbids it ({}), {}", answer, m_authorizer.describe()))
        .with_hint(fmt::format("docker login {} with an account that may", m_repository.registry));
  if (status == 429)
    return Error::unchecked(name, fmt::format("is throttled by its registry ({}), at each of {} attempts",
                                              answer, m_options.attempts))
        .with_hint("try again later, or log in: limits are higher for known users");
  if (is_temporary(status))
    return Error::unchecked(name, fmt::format("registry failed ({}), at each of {} attempts; expected {}",
                                              answer, m_options.attempts, expected));
  return Error::unchecked(name, fmt::format("answered {}; expected {}", answer, expected));
}

Error Session::unexpected(net::Stream& stream, std::string_view expected) const {
  const auto body = net::read_body(stream, m_repository.registry, k_answer_bytes);
  return unexpected(stream.status, body ? *body : std::string(), expected);
}

}  // namespace pushgate::registry
