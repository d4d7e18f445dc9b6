// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "base/format.hpp"

namespace pushgate::test_support {

namespace {

int listen_on_loopback(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener, 64) != 0 || getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no loopback socket");
  port = ntohs(address.sin_port);
  return listener;
}

// Waits in short steps, so that the destructor never waits for a client.
bool readable(int descriptor, const std::atomic<bool>& stop) {
  while (!stop) {
    pollfd waiting = {descriptor, POLLIN, 0};
    if (poll(&waiting, 1, 20) > 0) return true;
  }
  return false;
}

bool receive(int connection, std::string& into, const std::atomic<bool>& stop) {
  char buffer[65536];
  if (!readable(connection, stop)) return false;
  const auto count = recv(connection, buffer, sizeof buffer, 0);
  if (count <= 0) return false;
  into.append(buffer, static_cast<std::size_t>(count));
  return true;
}

ReceivedRequest parse_head(std::string_view head) {
  ReceivedRequest request;
  auto line_end = head.find("\r\n");
  const auto line = head.substr(0, line_end);
  const auto first = line.find(' ');
  const auto second = line.find(' ', first + 1);
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, second - first - 1);
  while (line_end != std::string_view::npos) {
    head.remove_prefix(line_end + 2);
    line_end = head.find("\r\n");
    const auto field = head.substr(0, line_end);
    const auto colon = field.find(": ");
    if (colon != std::string_view::npos)
      request.headers.emplace_back(field.substr(0, colon), field.substr(colon + 2));
  }
  return request;
}

}  // namespace

std::string ReceivedRequest::header(std::string_view name) const {
  for (const auto& [field, value] : headers)
    if (strcasecmp(field.c_str(), std::string(name).c_str()) == 0) return value;
  return "";
}

ScriptedAnswer answer(int status, std::string_view body, std::string_view headers) {
  return {fmt::format("HTTP/1.1 {} Scripted\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}", status,
                      body.size(), headers, body)};
}

ScriptedServer::ScriptedServer(Handler handler) : m_handler(std::move(handler)) {
  m_listener = listen_on_loopback(m_port);
  m_acceptor = std::thread([this] { accept_loop(); });
}

ScriptedServer::ScriptedServer(std::vector<ScriptedAnswer> answers)
    : ScriptedServer([answers = std::move(answers), next = std::size_t{0}](const ReceivedRequest&) mutable {
        const auto& chosen = answers[std::min(next, answers.size() - 1)];
        ++next;
        return chosen;
      }) {}

ScriptedServer::~ScriptedServer() {
  m_stop = true;
  m_acceptor.join();
  for (auto& connection : m_connections) connection.join();
  close(m_listener);
}

void ScriptedServer::stop_reading_after(std::string method, std::size_t bytes) {
  m_stop_method = std::move(method);
  m_stop_after = bytes;
}

std::string ScriptedServer::address() const {
  return fmt::format("127.0.0.1:{}", m_port);
}

std::string ScriptedServer::url(std::string_view path) const {
  return fmt::format("http://{}{}", address(), path);
}

std::vector<ReceivedRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(m_mutex);
  return m_requests;
}

std::vector<std::string> ScriptedServer::request_lines() const {
  std::vector<std::string> lines;
  for (const auto& request : requests()) lines.push_back(request.method + " " + request.target);
  return lines;
}

void ScriptedServer::accept_loop() {
  while (readable(m_listener, m_stop)) {
    const int connection = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) m_connections.emplace_back([this, connection] { serve(connection); });
  }
}

void ScriptedServer::serve(int connection) {
  std::string received;
  auto end = std::string::npos;
  while ((end = received.find("\r\n\r\n")) == std::string::npos) {
    if (!receive(connection, received, m_stop)) break;
    if (received[0] < 'A' || received[0] > 'Z') {  // a TLS client: answered as plain servers answer it
      static_cast<void>(send(connection, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, MSG_NOSIGNAL));
      break;
    }
  }
  if (end != std::string::npos) {
    auto request = parse_head(std::string_view(received).substr(0, end));
    request.body = received.substr(end + 4);
    std::size_t length = std::strtoul(request.header("Content-Length").c_str(), nullptr, 10);
    if (request.method == m_stop_method) length = std::min(length, m_stop_after);
    while (request.body.size() < length)
      if (!receive(connection, request.body, m_stop)) break;
    ScriptedAnswer chosen;
    {
      const std::lock_guard lock(m_mutex);
      m_requests.push_back(request);
      chosen = m_handler(request);
    }
    std::string_view rest = chosen.bytes;
    while (!rest.empty() && !m_stop) {
      if (chosen.each.count() != 0) std::this_thread::sleep_for(chosen.each);
      const std::size_t count = chosen.each.count() != 0 ? 1 : rest.size();
      const auto sent = send(connection, rest.data(), count, MSG_NOSIGNAL);
      if (sent <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    while (chosen.hang && !m_stop && readable(connection, m_stop)) {
      std::string ignored;
      if (!receive(connection, ignored, m_stop)) break;
    }
  }
  close(connection);
}

std::string closed_address() {
  int port = 0;
  close(listen_on_loopback(port));
  return fmt::format("127.0.0.1:{}", port);
}

}  // namespace pushgate::test_support
