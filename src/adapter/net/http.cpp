// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/http.hpp"

#include <array>

#include "adapter/net/transfer.hpp"
#include "base/format.hpp"

namespace pushgate::net {

namespace {

constexpr std::size_t k_idle_channels = 64;

void initialise_curl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(result);  // where it failed, no handle can be made, and start() says so
}

}  // namespace

Channel Client::Pool::take() {
  const std::lock_guard lock(mutex);
  if (idle.empty()) {
    Channel channel;
    channel.multi.reset(curl_multi_init());
    channel.easy.reset(curl_easy_init());
    return channel;
  }
  Channel channel = std::move(idle.back());
  idle.pop_back();
  return channel;
}

void Client::Pool::give_back(Channel channel) {
  const std::lock_guard lock(mutex);
  if (idle.size() < k_idle_channels) idle.push_back(std::move(channel));
}

Client::Client(Options options) : m_options(std::move(options)), m_pool(std::make_shared<Pool>()) {
  initialise_curl();
}

Outcome<Stream> Client::open(const Request& request) {
  auto transfer = std::make_unique<Transfer>(m_pool, m_options, request);
  if (auto started = transfer->start(); !started) return tl::unexpected(std::move(started).error());
  Stream stream;
  stream.status = transfer->status();
  stream.headers = transfer->headers();
  stream.body = std::move(transfer);
  return stream;
}

Outcome<Response> Client::send(const Request& request, std::size_t body_limit) {
  auto stream = open(request);
  if (!stream) return tl::unexpected(std::move(stream).error());
  auto body = read_body(*stream, request.url.authority(), body_limit);
  if (!body) return tl::unexpected(std::move(body).error());
  return Response{stream->status, std::move(stream->headers), std::move(*body)};
}

Outcome<std::string> read_body(Stream& stream, std::string_view host, std::size_t limit) {
  std::string out;
  std::array<std::uint8_t, 16384> buffer{};
  for (;;) {
    auto count = stream.body->read(buffer);
    if (!count) return tl::unexpected(Failure{std::move(count).error(), stream.body->failed_transiently()});
    if (*count == 0) return out;
    if (out.size() + *count > limit)
      return tl::unexpected(Failure{
          Error::unchecked(std::string(host), fmt::format("sent an answer of more than {} bytes", limit)),
          false});
    out.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
}

}  // namespace pushgate::net
