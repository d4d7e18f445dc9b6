// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "adapter/net/headers.hpp"
#include "adapter/net/url.hpp"
#include "base/byte_source.hpp"
#include "base/error.hpp"

namespace pushgate::net {

inline constexpr std::size_t k_header_bytes = 64u << 10;   // all header fields of one answer
inline constexpr std::size_t k_buffer_bytes = 256u << 10;  // body bytes of one answer that wait to be read

struct Options {
  std::string ca_file;  ///< PEM; empty: the system's
  int connect_seconds = 20;
  int stall_seconds = 60;  ///< no byte in either direction while we wait
  /// A whole exchange, from connecting to the last byte of the answer; none: as long as bytes come.
  std::optional<std::chrono::milliseconds> total_time{};
};

/// Why an exchange came to no end. `transient`: the same request may succeed the next time (connection
/// refused, lost, stalled); false for what a repetition does not mend (certificate, limits, an interrupt).
struct Failure {
  Error error;
  bool transient = false;
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

struct Request {
  std::string method = "GET";
  Url url;
  Headers headers;
  /// What is sent with PUT, POST and PATCH: these bytes or, where it is not null, `size` bytes of `source`,
  /// which must live until the answer's body was read to its end or dropped.
  std::string body;
  ByteSource* source = nullptr;
  std::uint64_t size = 0;
};

/// An answer's body as it comes.
class Body : public ByteSource {
 public:
  /// After read() gave an error: Failure::transient of it.
  virtual bool failed_transiently() const = 0;
};

/// Status and header fields have arrived, the body is read from the network as it is asked for.
struct Stream {
  int status = 0;
  Headers headers;
  std::unique_ptr<Body> body;  ///< never null
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

/// An HTTP/1.1 client. Certificates are verified; redirects are handed to the caller, not followed; bodies
/// are never decompressed; http_proxy, https_proxy, all_proxy and no_proxy are honoured, and loopback is
/// never asked through a proxy. Every wait ends on SIGINT and SIGTERM. Connections are kept and used again.
/// May be used from several threads; each Stream belongs to one.
/// Errors: unchecked, with the host as subject: `127.0.0.1:5000: connection refused`,
/// `…: sent 28 of 40 bytes and closed the connection`, `…: sent nothing for 60 s`; misuse, for a CA file that
/// cannot be read; what `source` gave, as it is.
class Client {
 public:
  explicit Client(Options options);

  /// Sends a request and waits for the header fields of its answer.
  Outcome<Stream> open(const Request& request);

  /// The same, and reads the body whole. A body over the limit is a failure.
  Outcome<Response> send(const Request& request, std::size_t body_limit);

 private:
  friend class Transfer;
  struct Pool;
  Options m_options;
  std::shared_ptr<Pool> m_pool;
};

/// The rest of a body, whole.
Outcome<std::string> read_body(Stream& stream, std::string_view host, std::size_t limit);

}  // namespace pushgate::net
