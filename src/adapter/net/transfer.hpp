// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapter/net/http.hpp"

// Only for the sources of this room: the one header here that shows libcurl's types.

namespace pushgate::net {

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// A libcurl multi handle, which keeps its connections, and the one easy handle that uses it.
struct Channel {
  std::unique_ptr<CURLM, FreeMulti> multi;
  std::unique_ptr<CURL, FreeEasy> easy;  // goes before multi
};

/// Channels that nobody uses at the moment.
struct Client::Pool {
  std::mutex mutex;
  std::vector<Channel> idle;

  Channel take();
  void give_back(Channel channel);
};

/// Who waits for an exchange as long as stall_seconds and sees fewer bytes move is kept busy, not served.
inline constexpr std::size_t k_least_bytes = 1024;

/// How far an exchange has come: what its error text is made of.
struct Progression {
  bool answered = false;                  ///< the header fields are complete
  std::uint64_t received = 0;             ///< body bytes
  std::optional<std::uint64_t> expected;  ///< Content-Length
  std::uint64_t sent = 0;                 ///< bytes of our body
  std::uint64_t to_send = 0;
};

/// One request and its answer, pumped by whoever waits for it.
class Transfer final : public Body {
 public:
  Transfer(std::shared_ptr<Client::Pool> pool, const Options& options, const Request& request);
  ~Transfer() override;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Until the header fields of the final answer are there.
  Outcome<void> start();
  int status() const { return m_status; }
  const Headers& headers() const { return m_headers; }

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override;
  bool failed_transiently() const override { return m_failure && m_failure->transient; }

 private:
  template <typename Done>
  bool pump_until(Done done);
  void set_up(const Request& request);
  void finish(CURLcode result);
  void fail_with(Failure failure);

  /// Bytes came or went.
  void note(std::size_t bytes);
  std::size_t take_header(std::string_view line);
  std::size_t take_body(std::string_view bytes);
  std::size_t give_body(char* buffer, std::size_t room);
  bool rewind();

  static std::size_t on_header(char* data, std::size_t one, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t one, std::size_t count, void* self);
  static std::size_t on_send(char* data, std::size_t one, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);

  std::shared_ptr<Client::Pool> m_pool;
  Options m_options;
  std::string m_host;
  std::string m_body;  // what is sent, where it is not m_source
  ByteSource* m_source;
  Channel m_channel;
  std::unique_ptr<curl_slist, FreeList> m_header_list;
  char m_curl_text[CURL_ERROR_SIZE] = {};

  Progression m_progression;
  std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point m_last_byte;
  std::chrono::steady_clock::duration m_waited{};  // since k_least_bytes came or went
  std::size_t m_moved = 0;                         // of those
  int m_status = 0;
  Headers m_headers;
  std::size_t m_header_bytes = 0;
  std::string m_buffer;  // received and not yet read, from m_read on
  std::size_t m_read = 0;
  bool m_paused = false;
  bool m_done = false;
  std::optional<Failure> m_failure;
};

/// What a libcurl result means, in our words.
Failure explain(CURL* easy, CURLcode result, std::string_view curl_text, const std::string& host,
                const Options& options, const Progression& progression);
/// The texts for a peer that lets us wait.
Failure explain_stall(const std::string& host, const Options& options, const Progression& progression);
/// The text for a peer that never stops and never comes to an end either.
Failure explain_trickle(const std::string& host, const Options& options, const Progression& progression);
Failure explain_total(const std::string& host, std::chrono::milliseconds total_time,
                      const Progression& progression);

}  // namespace pushgate::net
