// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace pushgate::test_support {

struct ReceivedRequest {
  std::string method;
  std::string target;  ///< path and query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(std::string_view name) const;  ///< empty where it is not there
};

struct ScriptedAnswer {
  std::string bytes;                 ///< everything that is sent, status line included
  bool hang = false;                 ///< afterwards the connection stays open; else it is closed
  std::chrono::milliseconds each{};  ///< byte after such a pause; 0: all at once
};

/// `HTTP/1.1 <status> …` with Content-Length, `headers` (each line ended by \r\n) and a body.
ScriptedAnswer answer(int status, std::string_view body = "", std::string_view headers = "");

/// A server on 127.0.0.1 that gives each request what a test's function says, one request a connection.
class ScriptedServer {
 public:
  using Handler = std::function<ScriptedAnswer(const ReceivedRequest&)>;

  /// The handler is called from one thread at a time.
  explicit ScriptedServer(Handler handler);
  /// Answers in their order; the last one again and again.
  explicit ScriptedServer(std::vector<ScriptedAnswer> answers);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  /// From now on at most so many bytes are read of the body of a request with this method.
  void stop_reading_after(std::string method, std::size_t bytes);

  std::string address() const;  ///< `127.0.0.1:PORT`
  std::string url(std::string_view path) const;
  std::vector<ReceivedRequest> requests() const;
  /// `GET /v2/` of each request.
  std::vector<std::string> request_lines() const;

 private:
  void accept_loop();
  void serve(int connection);

  Handler m_handler;
  int m_listener = -1;
  int m_port = 0;
  std::string m_stop_method;
  std::size_t m_stop_after = 0;
  std::atomic<bool> m_stop = false;
  mutable std::mutex m_mutex;
  std::vector<ReceivedRequest> m_requests;
  std::vector<std::thread> m_connections;
  std::thread m_acceptor;
};

/// A port of 127.0.0.1 on which nobody listens: `127.0.0.1:PORT`.
std::string closed_address();

}  // namespace pushgate::test_support
