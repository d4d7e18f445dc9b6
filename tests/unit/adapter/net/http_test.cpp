// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/format.hpp"
#include "support/scripted_server.hpp"

namespace pushgate::net {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedServer;

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : m_text(std::move(text)) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const auto count = std::min({buffer.size(), m_text.size() - m_at, std::size_t{7919}});
    std::memcpy(buffer.data(), m_text.data() + m_at, count);
    m_at += count;
    return count;
  }

 private:
  std::string m_text;
  std::size_t m_at = 0;
};

Request request(const std::string& method, const std::string& url) {
  Request out;
  out.method = method;
  out.url = Url::parse(url).value();
  return out;
}

TEST(Http, sends_and_receives) {
  ScriptedServer server({answer(201, "hello", "X-Kind: first\r\n")});
  auto put = request("PUT", server.url("/v2/a?x=1"));
  put.headers.add("Content-Type", "text/plain");
  put.body = "four";
  const auto response = Client({}).send(put, 100);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->headers.get("x-kind"), "first");
  EXPECT_EQ(response->body, "hello");
  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method + " " + seen.target, "PUT /v2/a?x=1");
  EXPECT_EQ(seen.header("Content-Type"), "text/plain");
  EXPECT_EQ(seen.header("Content-Length"), "4");
  EXPECT_EQ(seen.header("Expect"), "");
  EXPECT_EQ(seen.header("Accept-Encoding"), "");
  EXPECT_EQ(seen.body, "four");
}

TEST(Http, an_empty_post_says_that_it_is_empty) {
  ScriptedServer server({answer(202)});
  ASSERT_TRUE(Client({}).send(request("POST", server.url("/")), 0));
  EXPECT_EQ(server.requests().at(0).header("Content-Length"), "0");
}

TEST(Http, a_head_has_a_length_and_no_body) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 40\r\nConnection: close\r\n\r\n"}});
  const auto response = Client({}).send(request("HEAD", server.url("/")), 0);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->headers.content_length(), 40u);
  EXPECT_EQ(response->body, "");
}

TEST(Http, redirects_are_handed_to_the_caller) {
  ScriptedServer server({answer(307, "", "Location: /elsewhere\r\n")});
  const auto response = Client({}).send(request("GET", server.url("/")), 0);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 307);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Http, an_answer_on_the_way_is_not_the_answer) {
  ScriptedServer server(
      {{"HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-B: 2\r\n\r\nok"}});
  const auto response = Client({}).send(request("GET", server.url("/")), 10);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers.find("X-A"), nullptr);
  EXPECT_EQ(response->headers.get("X-B"), "2");
}

// A body must not be inflated behind our back: a megabyte of zeros may be a kilobyte on the wire.
TEST(Http, a_compressed_body_stays_as_it_is) {
  ScriptedServer server({answer(200, "\x1f\x8b\x08", "Content-Encoding: gzip\r\n")});
  EXPECT_EQ(Client({}).send(request("GET", server.url("/")), 10)->body, "\x1f\x8b\x08");
}

TEST(Http, a_large_body_flows_through_a_small_buffer) {
  std::string large(5 << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 4096) large[i] = static_cast<char>('a' + (i / 4096) % 26);
  ScriptedServer server({answer(200, large)});
  auto stream = Client({}).open(request("GET", server.url("/")));  // the stream outlives its client
  ASSERT_TRUE(stream);
  std::string got;
  std::array<std::uint8_t, 1000> buffer{};
  for (;;) {
    const auto count = stream->body->read(buffer);
    ASSERT_TRUE(count);
    if (*count == 0) break;
    got.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
  EXPECT_TRUE(got == large);
}

TEST(Http, a_chunked_body_ends_where_its_last_chunk_says) {
  ScriptedServer server(
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"}});
  EXPECT_EQ(Client({}).send(request("GET", server.url("/")), 10)->body, "abcde");
}

TEST(Http, uploads_from_a_source_with_its_length) {
  const std::string bytes(3 << 20, 'u');
  ScriptedServer server({answer(201)});
  auto put = request("PUT", server.url("/"));
  TextSource source(bytes);
  put.source = &source;
  put.size = bytes.size();
  ASSERT_TRUE(Client({}).send(put, 0));
  EXPECT_EQ(server.requests().at(0).header("Content-Length"), fmt::format("{}", bytes.size()));
  EXPECT_EQ(server.requests().at(0).header("Transfer-Encoding"), "");
  EXPECT_TRUE(server.requests().at(0).body == bytes);
}

TEST(Http, loopback_is_never_asked_through_a_proxy) {
  ScriptedServer server({answer(200, "direct")});
  setenv("http_proxy", ("http://" + test_support::closed_address()).c_str(), 1);
  const auto response = Client({}).send(request("GET", server.url("/")), 10);
  unsetenv("http_proxy");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "direct");
}

TEST(Http, other_hosts_are_asked_through_the_proxy_of_the_environment) {
  ScriptedServer proxy({answer(200, "by proxy")});
  setenv("http_proxy", proxy.url("").c_str(), 1);
  const auto response = Client({}).send(request("GET", "http://registry.example/v2/"), 10);
  unsetenv("http_proxy");
  ASSERT_TRUE(response);
  EXPECT_EQ(proxy.request_lines(), std::vector<std::string>{"GET http://registry.example/v2/"});
}

}  // namespace
}  // namespace pushgate::net
