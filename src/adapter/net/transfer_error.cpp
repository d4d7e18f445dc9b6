// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <system_error>

#include "adapter/net/transfer.hpp"
#include "base/format.hpp"

namespace pushgate::net {

namespace {

std::string closed_text(const Progression& at) {
  if (at.answered && at.expected)
    return fmt::format("sent {} of {} bytes and closed the connection", at.received, *at.expected);
  if (at.answered)
    return fmt::format("closed the connection after {} bytes, before the body's end", at.received);
  if (at.to_send != 0)
    return fmt::format("closed the connection after {} of {} bytes were sent to it", at.sent, at.to_send);
  return "closed the connection without an answer";
}

std::string connect_text(CURL* easy) {
  long number = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
  if (number == ECONNREFUSED) return "connection refused";
  if (number == 0) return "cannot be connected to";
  std::string text = std::generic_category().message(static_cast<int>(number));
  return "cannot be connected to: " + text;
}

std::string detail(CURLcode result, std::string_view curl_text) {
  return curl_text.empty() ? std::string(curl_easy_strerror(result)) : std::string(curl_text);
}

}  // namespace

Failure explain_stall(const std::string& host, const Options& options, const Progression& at) {
  std::string what;
  if (!at.answered && at.sent < at.to_send)
    what = fmt::format("took nothing for {} s, after {} of {} bytes", options.stall_seconds, at.sent,
                       at.to_send);
  else if (at.answered && at.expected)
    what = fmt::format("sent nothing for {} s, after {} of {} bytes", options.stall_seconds, at.received,
                       *at.expected);
  else
    what = fmt::format("sent nothing for {} s", options.stall_seconds);
  return {Error::unchecked(host, what), true};
}

Failure explain_trickle(const std::string& host, const Options& options, const Progression& at) {
  const std::string what =
      fmt::format("moved fewer than {} bytes in {} s of waiting{}", k_least_bytes, options.stall_seconds,
                  at.answered ? fmt::format(", after {} of its answer", at.received) : "");
  return {Error::unchecked(host, what), true};
}

Failure explain_total(const std::string& host, std::chrono::milliseconds total_time, const Progression& at) {
  const auto seconds = std::chrono::duration<double>(total_time).count();
  const std::string what =
      at.answered
          ? fmt::format("did not end its answer within {} s: sent {} bytes of it", seconds, at.received)
          : fmt::format("did not answer within {} s", seconds);
  return {Error::unchecked(host, what), true};
}

Failure explain(CURL* easy, CURLcode result, std::string_view curl_text, const std::string& host,
                const Options& options, const Progression& at) {
  const auto lost = [&](std::string what) { return Failure{Error::unchecked(host, std::move(what)), true}; };
  const auto wrong = [&](std::string what) {
    return Failure{Error::unchecked(host, std::move(what)), false};
  };
  switch (result) {
    case CURLE_COULDNT_CONNECT:
      return lost(connect_text(easy));
    case CURLE_COULDNT_RESOLVE_HOST:
      return lost("host name cannot be resolved");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return lost("name of the proxy before it cannot be resolved");
    case CURLE_OPERATION_TIMEDOUT:
      return lost(fmt::format("did not accept a connection within {} s", options.connect_seconds));
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return lost(closed_text(at));
    case CURLE_PEER_FAILED_VERIFICATION: {
      auto failure = wrong(fmt::format("certificate is not trusted ({})", detail(result, curl_text)));
      failure.error.hint = "check the name of the host, or name its certificate authority with --ca-file";
      return failure;
    }
    case CURLE_SSL_CONNECT_ERROR: {
      auto failure = wrong(fmt::format("TLS handshake failed ({})", detail(result, curl_text)));
      failure.error.hint = "if this host speaks plain HTTP, say --plain-http";
      return failure;
    }
    case CURLE_SSL_CACERT_BADFILE:
      return {Error::misuse(options.ca_file, "cannot be read as a PEM file of certificates"), false};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return wrong("does not answer in HTTP");
    default:
      return wrong(fmt::format("transfer failed: {}", detail(result, curl_text)));
  }
}

}  // namespace pushgate::net
