// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/format.hpp"
#include "registry/client_impl.hpp"

namespace pushgate::registry {

namespace {

std::string blob_name(const Session& session, const oci::Descriptor& descriptor) {
  return fmt::format("{}@{}", session.repository().name(), descriptor.digest.to_string());
}

Result<void> check_length(const std::string& name, const net::Headers& headers, std::uint64_t expected) {
  const auto length = headers.content_length();
  if (!length || *length == expected) return {};
  return fail(Error::unchecked(
      name, fmt::format("blob has {} bytes; expected {}, as its descriptor says", *length, expected)));
}

/// A blob's body that goes on where it broke off, as long as the registry can give a part.
class BlobBody final : public ByteSource {
 public:
  BlobBody(std::shared_ptr<Session> session, net::Request request, net::Stream stream, std::string name)
      : m_session(std::move(session)),
        m_request(std::move(request)),
        m_stream(std::move(stream)),
        m_name(std::move(name)) {}

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    for (;;) {
      auto count = m_stream.body->read(buffer);
      if (count) {
        m_offset += *count;
        return count;
      }
      auto lost = std::move(count).error().during("fetching blob " + m_name);
      if (!m_stream.body->failed_transiently() || ++m_breaks >= m_session->attempts())
        return fail(std::move(lost));
      TRY(m_session->pause(m_breaks));
      if (!resume()) return fail(std::move(lost));
    }
  }

 private:
  // Whatever goes wrong here, the break before it is what the user is told.
  bool resume() {
    auto request = m_request;
    request.headers.add("Range", fmt::format("bytes={}-", m_offset));
    auto stream = m_session->open(request);
    if (!stream || stream->status != 206 ||
        !stream->headers.get("Content-Range").starts_with(fmt::format("bytes {}-", m_offset)))
      return false;
    m_stream = std::move(*stream);
    return true;
  }

  std::shared_ptr<Session> m_session;
  net::Request m_request;
  net::Stream m_stream;
  std::string m_name;
  std::uint64_t m_offset = 0;
  int m_breaks = 0;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> Client::blob(const oci::Descriptor& descriptor) {
  return during(m_impl->get_blob(descriptor), "fetching blob " + blob_name(*m_impl->session, descriptor));
}

Result<std::unique_ptr<ByteSource>> Client::Impl::get_blob(const oci::Descriptor& descriptor) {
  TRY_ASSIGN(const auto endpoint, session->endpoint());
  net::Request request;
  request.url = endpoint.blob(descriptor.digest);
  TRY_ASSIGN(auto stream, session->open(request));
  auto name = blob_name(*session, descriptor);
  if (stream.status == 404) return fail(Error::unchecked(name, "blob is not in the registry (404)"));
  if (stream.status != 200) return fail(session->unexpected(stream, "200"));
  TRY(check_length(name, stream.headers, descriptor.size));
  return std::make_unique<BlobBody>(session, std::move(request), std::move(stream), std::move(name));
}

Result<std::string> Client::small_blob(const oci::Descriptor& descriptor, std::size_t limit) {
  const auto name = blob_name(*m_impl->session, descriptor);
  if (descriptor.size > limit)
    return fail(Error::unchecked(
        name, fmt::format("blob has {} bytes; expected at most {}", descriptor.size, limit)));
  TRY_ASSIGN(auto body, blob(descriptor));
  const auto checked = oci::verified(std::move(body), descriptor);
  std::string out;
  std::array<std::uint8_t, 16384> buffer{};
  for (;;) {
    TRY_ASSIGN(const auto count, during(checked->read(buffer), "reading blob " + name));
    if (count == 0) return out;
    out.append(reinterpret_cast<const char*>(buffer.data()), count);
  }
}

Result<bool> Client::has_blob(const oci::Descriptor& descriptor) {
  return during(head_blob(*m_impl->session, descriptor),
                "looking for blob " + blob_name(*m_impl->session, descriptor));
}

Result<bool> head_blob(Session& session, const oci::Descriptor& descriptor) {
  TRY_ASSIGN(const auto endpoint, session.endpoint());
  net::Request request;
  request.method = "HEAD";
  request.url = endpoint.blob(descriptor.digest);
  TRY_ASSIGN(const auto response, session.send(request, k_answer_bytes));
  if (response.status == 404) return false;
  if (response.status != 200) return fail(session.unexpected(response.status, response.body, "200 or 404"));
  TRY(check_length(blob_name(session, descriptor), response.headers, descriptor.size));
  return true;
}

}  // namespace pushgate::registry
