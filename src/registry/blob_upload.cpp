// SPDX-License-Identifier: Apache-2.0
//
// A small blob goes up in one piece (distribution-spec, "POST then PUT"), a large one in chunks:
//
//   POST  /v2/<name>/blobs/uploads/[?mount=<digest>&from=<repository>]
//                                        -> 201: mounted; 202, Location: where to, OCI-Chunk-Min-Length: at
//                                        least
//   PATCH <Location>, Content-Range: 0-67108863
//                                        -> 202, Location: where to next, Range: 0-67108863, what is there
//   GET   <Location>                     -> 204, the same, after a connection was lost
//   PUT   <Location>&digest=sha256:…     -> 201; the body is what is missing
//   HEAD  /v2/<name>/blobs/sha256:…      -> 200 and its size: only now is it there
//
// distribution 2.8 ignores Content-Range and appends whatever comes, and it forgets the session where a
// connection breaks inside a PATCH. So what it says that it has is compared after each chunk, and a session
// that is not there any more is begun anew.
#include "registry/blob_upload.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/format.hpp"
#include "registry/client_impl.hpp"
#include "registry/error_body.hpp"

namespace pushgate::registry {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

tl::unexpected<net::Failure> failure(Error error, bool transient) {
  return tl::unexpected(net::Failure{std::move(error), transient});
}

bool lost_session(const net::Response& response) {
  const auto code = parse_error_body(response.body).code;
  return response.status == 416 || code == "BLOB_UPLOAD_UNKNOWN" || code == "BLOB_UPLOAD_INVALID";
}

Result<void> skip(ByteSource& source, std::uint64_t count) {
  std::array<std::uint8_t, 65536> buffer{};
  while (count != 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count, buffer.size()));
    TRY_ASSIGN(const std::size_t read, source.read(std::span(buffer).first(wanted)));
    if (read == 0) return fail(Error::unchecked("blob", "ends before what was sent of it"));
    count -= read;
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> parse_upload_range(std::string_view text) {
  for (const std::string_view before : {"bytes=", "0-"}) {
    if (text.starts_with(before)) {
      text.remove_prefix(before.size());
    } else if (before == "0-") {
      return std::nullopt;
    }
  }
  return number(text);
}

BlobUpload::BlobUpload(Session& session, const oci::Descriptor& descriptor, std::string mount_from,
                       const Open& open, Progress& progress)
    : m_session(session),
      m_descriptor(descriptor),
      m_mount_from(std::move(mount_from)),
      m_open(open),
      m_progress(progress) {}

Result<BlobOutcome> BlobUpload::run() {
  if (!m_mount_from.empty() && mount()) return BlobOutcome::mounted;
  for (int failed = 0;;) {
    const auto most = m_most;
    auto answer = attempt();
    if (answer && answer->status == 201) return BlobOutcome::uploaded;
    if (m_most > most) failed = 0;
    const bool transient = answer ? is_temporary(answer->status) : answer.error().transient;
    if (!transient || ++failed >= m_session.attempts()) {
      return fail(answer ? m_session.unexpected(answer->status, answer->body, "201")
                         : std::move(answer).error().error);
    }
    TRY(m_session.pause(failed, answer ? &answer->headers : nullptr));
  }
}

BlobUpload::Answer BlobUpload::attempt() {
  if (m_location && !m_fresh) {
    if (piece() >= m_descriptor.size) {
      forget_session();
    } else if (auto failed = resume()) {
      return std::move(*failed);
    }
  }
  if (!m_location) {
    if (auto failed = begin()) return std::move(*failed);
  }
  return send();
}

// Whatever comes of it: where there is no blob now, it is sent.
bool BlobUpload::mount() {
  const auto& endpoint = m_session.endpoint();
  if (!endpoint) return false;
  net::Request request;
  request.method = "POST";
  request.url = endpoint->uploads()
                    .with_query("mount", m_descriptor.digest.to_string())
                    .with_query("from", m_mount_from);
  const auto response = m_session.send_once(request, k_answer_bytes);
  if (!response) return false;
  if (response->status == 201) return read_back(*response).has_value();
  if (response->status != 202) return false;
  auto location = location_of(request.url, response->headers);
  if (!location) return false;
  open_session(std::move(*location), *response);
  return false;
}

std::optional<BlobUpload::Answer> BlobUpload::begin() {
  const auto& endpoint = m_session.endpoint();
  if (!endpoint) return failure(endpoint.error(), false);
  net::Request request;
  request.method = "POST";
  request.url = endpoint->uploads();
  auto begun = m_session.send_once(request, k_answer_bytes);
  if (!begun || is_temporary(begun->status)) return begun;
  if (begun->status != 202) return refused(*begun, "202", false);
  auto location = location_of(request.url, begun->headers);
  if (!location) return failure(std::move(location).error(), false);
  open_session(std::move(*location), *begun);
  return std::nullopt;
}

std::optional<BlobUpload::Answer> BlobUpload::resume() {
  net::Request request;
  request.url = *m_location;
  auto response = m_session.send_once(request, k_answer_bytes);
  if (!response && response.error().transient) return response;
  if (response && is_temporary(response->status)) return response;
  const auto end =
      response && response->status == 204 ? parse_upload_range(response->headers.get("Range")) : std::nullopt;
  // A session without a byte says 0-0, as one with a single byte does.
  const std::uint64_t kept = end && *end != 0 ? *end + 1 : 0;
  if (!end || kept > m_descriptor.size) {
    forget_session();
    return std::nullopt;
  }
  if (response->headers.find("Location") != nullptr) {
    auto location = location_of(*m_location, response->headers);
    if (!location) return failure(std::move(location).error(), false);
    m_location = std::move(*location);
  }
  m_kept = kept;
  return std::nullopt;
}

BlobUpload::Answer BlobUpload::send() {
  m_fresh = false;
  auto opened = m_open();
  if (!opened) return failure(std::move(opened).error(), false);
  UploadSource source(std::move(*opened), m_descriptor, m_progress, m_reported);
  if (auto skipped = skip(source, m_kept); !skipped) return failure(std::move(skipped).error(), false);
  while (m_descriptor.size - m_kept > piece()) {
    if (auto failed = send_chunk(source, piece())) return std::move(*failed);
    if (m_in_one_piece) return attempt();
  }
  return send_last(source);
}

std::optional<BlobUpload::Answer> BlobUpload::send_chunk(UploadSource& source, std::uint64_t size) {
  net::Request request;
  request.method = "PATCH";
  request.url = *m_location;
  request.headers.add("Content-Type", "application/octet-stream");
  request.headers.add("Content-Range", fmt::format("{}-{}", m_kept, m_kept + size - 1));
  request.source = &source;
  request.size = size;
  auto response = m_session.send_once(request, k_answer_bytes);
  if (!response || is_temporary(response->status)) return response;
  if (response->status != 202) {
    if (lost_session(*response)) {
      forget_session();
      return refused(*response, "202", true);
    }
    if (m_kept != 0 || response->status == 401 || response->status == 403)
      return refused(*response, "202", false);
    m_in_one_piece = true;  // many registries take no chunks, and say so with any status
    return std::nullopt;
  }
  const auto* range = response->headers.find("Range");
  if (range != nullptr && parse_upload_range(*range) != m_kept + size - 1) {
    Error error = Error::unchecked(
        m_session.repository().name(),
        fmt::format("keeps '{}' of an upload; expected 0-{}, which were sent", *range, m_kept + size - 1));
    forget_session();
    return failure(std::move(error), true);
  }
  if (response->headers.find("Location") != nullptr) {
    auto location = location_of(*m_location, response->headers);
    if (!location) return failure(std::move(location).error(), false);
    m_location = std::move(*location);
  }
  m_kept += size;
  m_most = std::max(m_most, m_kept);
  return std::nullopt;
}

BlobUpload::Answer BlobUpload::send_last(UploadSource& source) {
  net::Request request;
  request.method = "PUT";
  request.url = m_location->with_query("digest", m_descriptor.digest.to_string());
  request.headers.add("Content-Type", "application/octet-stream");
  if (m_kept != 0 && m_kept != m_descriptor.size)
    request.headers.add("Content-Range", fmt::format("{}-{}", m_kept, m_descriptor.size - 1));
  request.source = &source;
  request.size = m_descriptor.size - m_kept;
  auto answer = m_session.send_once(request, k_answer_bytes);
  if (!answer) return answer;
  if (answer->status != 201) {
    if (!lost_session(*answer)) return answer;
    forget_session();
    return refused(*answer, "201", true);
  }
  return read_back(std::move(*answer));
}

BlobUpload::Answer BlobUpload::read_back(net::Response answer) {
  forget_session();
  const auto digest = m_descriptor.digest.to_string();
  const auto* echoed = answer.headers.find("Docker-Content-Digest");
  if (echoed != nullptr && *echoed != digest) {
    return failure(
        Error::unchecked(m_session.repository().name(),
                         fmt::format("answered an upload of {} with the digest '{}'", digest, *echoed)),
        true);
  }
  auto stored = head_blob(m_session, m_descriptor);
  if (!stored) return failure(std::move(stored).error(), false);
  if (*stored) return answer;
  return failure(
      Error::unchecked(m_session.repository().name(), "answered 201 to an upload and has no such blob"),
      true);
}

BlobUpload::Answer BlobUpload::refused(const net::Response& response, std::string_view expected,
                                       bool transient) const {
  return failure(m_session.unexpected(response.status, response.body, expected), transient);
}

Result<net::Url> BlobUpload::location_of(const net::Url& asked, const net::Headers& headers) const {
  TRY_ASSIGN(auto location, during(asked.resolve(headers.get("Location")), "reading where to upload to"));
  if (asked.is_https() && !location.is_https()) {
    return fail(Error::unchecked(asked.authority(),
                                 fmt::format("sends an upload to {}; expected https", location.str())));
  }
  return location;
}

std::uint64_t BlobUpload::piece() const {
  if (m_in_one_piece || m_descriptor.size <= m_session.options().one_piece_bytes) return m_descriptor.size;
  return std::max(m_session.options().chunk_bytes, m_least);
}

void BlobUpload::open_session(net::Url location, const net::Response& response) {
  m_location = std::move(location);
  m_fresh = true;
  m_kept = 0;
  m_least = number(response.headers.get("OCI-Chunk-Min-Length")).value_or(0);
}

void BlobUpload::forget_session() {
  m_location.reset();
  m_kept = 0;
}

}  // namespace pushgate::registry
