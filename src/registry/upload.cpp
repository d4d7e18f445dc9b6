// SPDX-License-Identifier: Apache-2.0
//
// A blob goes up in one piece (distribution-spec, "POST then PUT"):
//
//   POST /v2/<name>/blobs/uploads/       -> 202, Location: where to
//   PUT  <Location>&digest=sha256:…      -> 201
//   HEAD /v2/<name>/blobs/sha256:…       -> 200 and its size: only now is it there
//
// Chunks (PATCH) would save nothing: distribution 2.8 ignores their Content-Range and forgets the session
// when a connection breaks, so whatever is lost begins anew with a POST.
#include <algorithm>
#include <cstring>

#include "base/format.hpp"
#include "registry/client_impl.hpp"
#include "registry/error_body.hpp"
#include "registry/upload_source.hpp"

namespace pushgate::registry {

namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : m_rest(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const auto count = std::min(buffer.size(), m_rest.size());
    if (count != 0) std::memcpy(buffer.data(), m_rest.data(), count);
    m_rest.remove_prefix(count);
    return count;
  }

 private:
  std::string_view m_rest;
};

bool lost_session(const net::Response& response) {
  const auto code = parse_error_body(response.body).code;
  return code == "BLOB_UPLOAD_UNKNOWN" || code == "BLOB_UPLOAD_INVALID";
}

}  // namespace

Result<void> Client::upload_blob(const oci::Descriptor& descriptor,
                                 const std::function<Result<std::unique_ptr<ByteSource>>()>& open,
                                 Progress& progress) {
  const auto upload = [&]() -> Result<void> {
    TRY_ASSIGN(const bool there, m_impl->head_blob(descriptor));
    if (there) {
      progress.advance(descriptor.size);
      return {};
    }
    std::uint64_t reported = 0;
    const auto attempt = [&]() -> net::Outcome<net::Response> {
      auto source = open();
      if (!source) return tl::unexpected(net::Failure{std::move(source).error(), false});
      UploadSource checked(std::move(*source), descriptor, progress, reported);
      return m_impl->upload_once(descriptor, checked);
    };
    TRY_ASSIGN(const auto response, m_impl->session->repeat(attempt));
    if (response.status != 201)
      return fail(m_impl->session->unexpected(response.status, response.body, "201"));
    return {};
  };
  return during(upload(),
                fmt::format("uploading blob {} to {}", descriptor.digest.to_string(), reference().name()));
}

Result<void> Client::upload_blob(const oci::Descriptor& descriptor, std::string_view bytes) {
  SilentProgress silent;
  return upload_blob(
      descriptor,
      [&]() -> Result<std::unique_ptr<ByteSource>> { return std::make_unique<MemorySource>(bytes); }, silent);
}

net::Outcome<net::Response> Client::Impl::upload_once(const oci::Descriptor& descriptor, ByteSource& source) {
  const auto failure = [](Error error, bool transient) {
    return tl::unexpected(net::Failure{std::move(error), transient});
  };
  const auto& endpoint = session->endpoint();
  if (!endpoint) return failure(endpoint.error(), false);

  net::Request begin;
  begin.method = "POST";
  begin.url = endpoint->uploads();
  auto begun = session->send_once(begin, k_answer_bytes);
  if (!begun) return begun;
  if (begun->status != 202) {
    if (is_temporary(begun->status)) return begun;
    return failure(session->unexpected(begun->status, begun->body, "202"), false);
  }
  auto location = begin.url.resolve(begun->headers.get("Location"));
  if (!location) return failure(std::move(location).error().during("reading where to upload to"), false);
  if (begin.url.is_https() && !location->is_https())
    return failure(Error::unchecked(begin.url.authority(),
                                    fmt::format("sends an upload to {}; expected https", location->str())),
                   false);

  net::Request put;
  put.method = "PUT";
  put.url = location->with_query("digest", descriptor.digest.to_string());
  put.headers.add("Content-Type", "application/octet-stream");
  put.source = &source;
  put.size = descriptor.size;
  auto answer = session->send_once(put, k_answer_bytes);
  if (!answer) return answer;
  if (answer->status != 201) {
    if (lost_session(*answer)) return failure(session->unexpected(answer->status, answer->body, "201"), true);
    return answer;
  }
  auto stored = head_blob(descriptor);
  if (!stored) return failure(std::move(stored).error(), false);
  if (!*stored)
    return failure(
        Error::unchecked(session->repository().name(), "answered 201 to an upload and has no such blob"),
        true);
  return answer;
}

}  // namespace pushgate::registry
