// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "adapter/net/http.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "support/scripted_server.hpp"

namespace pushgate::net {
namespace {

using test_support::answer;
using test_support::ScriptedServer;

// Gives `count` bytes, then an error or the end.
class BrokenSource final : public ByteSource {
 public:
  BrokenSource(std::size_t count, bool error) : m_left(count), m_error(error) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    if (m_left == 0 && m_error) return fail(Error::unchecked("layer", "is cut short"));
    const auto count = std::min(buffer.size(), m_left);
    std::fill_n(buffer.begin(), count, 'b');
    m_left -= count;
    return count;
  }

 private:
  std::size_t m_left;
  bool m_error;
};

Request request(const std::string& method, const std::string& url) {
  Request out;
  out.method = method;
  out.url = Url::parse(url).value();
  return out;
}

Failure failure_of(const Request& wanted, Options options = {}, std::size_t limit = 100) {
  auto response = Client(std::move(options)).send(wanted, limit);
  EXPECT_FALSE(response);
  return response ? Failure{} : response.error();
}

std::string text(const Failure& failure) {
  return failure.error.render() + (failure.transient ? "transient" : "final");
}

TEST(HttpError, connection_refused) {
  const auto address = test_support::closed_address();
  EXPECT_EQ(text(failure_of(request("GET", "http://" + address + "/v2/"))),
            "pushgate: error: " + address + ": connection refused\ntransient");
}

TEST(HttpError, a_name_that_does_not_resolve) {
  EXPECT_EQ(text(failure_of(request("GET", "https://registry.invalid/v2/"))),
            "pushgate: error: registry.invalid: host name cannot be resolved\ntransient");
}

TEST(HttpError, a_body_cut_short) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x')}});
  EXPECT_EQ(
      text(failure_of(request("GET", server.url("/")))),
      "pushgate: error: " + server.address() + ": sent 28 of 40 bytes and closed the connection\ntransient");
}

TEST(HttpError, what_came_before_the_cut_is_given_first) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x')}});
  auto stream = Client({}).open(request("GET", server.url("/")));
  ASSERT_TRUE(stream);
  std::array<std::uint8_t, 100> buffer{};
  std::size_t got = 0;
  Result<std::size_t> count = stream->body->read(buffer);
  for (; count && *count != 0; count = stream->body->read(buffer)) got += *count;
  EXPECT_EQ(got, 28u);
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().what, "sent 28 of 40 bytes and closed the connection");
  EXPECT_TRUE(stream->body->failed_transiently());
}

TEST(HttpError, a_chunked_body_cut_short) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"}});
  EXPECT_EQ(failure_of(request("GET", server.url("/"))).error.what,
            "closed the connection after 5 bytes, before the body's end");
}

TEST(HttpError, no_answer_at_all) {
  ScriptedServer server({{""}});
  EXPECT_EQ(text(failure_of(request("GET", server.url("/")))),
            "pushgate: error: " + server.address() + ": closed the connection without an answer\ntransient");
}

TEST(HttpError, header_fields_cut_short) {
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Le"}});
  EXPECT_EQ(failure_of(request("GET", server.url("/"))).error.what,
            "closed the connection without an answer");
}

TEST(HttpError, another_protocol) {
  ScriptedServer server({{"SSH-2.0-OpenSSH_9.2\r\n"}});
  EXPECT_EQ(text(failure_of(request("GET", server.url("/")))),
            "pushgate: error: " + server.address() + ": does not answer in HTTP\nfinal");
}

TEST(HttpError, plain_http_where_tls_was_expected) {
  ScriptedServer server({answer(200)});
  const auto failure = failure_of(request("GET", "https://" + server.address() + "/"));
  EXPECT_EQ(failure.error.what.substr(0, 22), "TLS handshake failed (");
  EXPECT_EQ(failure.error.hint, "if this host speaks plain HTTP, say --plain-http");
}

TEST(HttpError, a_certificate_file_that_is_not_there) {
  Options options;
  options.ca_file = "/does/not/exist.pem";
  const auto failure = failure_of(request("GET", "https://" + test_support::closed_address() + "/"), options);
  // Without a server there is nothing to verify; the file is looked at once somebody answers.
  EXPECT_EQ(failure.error.what, "connection refused");
  ScriptedServer server({answer(200)});
  EXPECT_EQ(text(failure_of(request("GET", "https://" + server.address() + "/"), options)),
            "pushgate: error: /does/not/exist.pem: cannot be read as a PEM file of certificates\nfinal");
}

TEST(HttpError, a_body_over_the_limit) {
  ScriptedServer server({answer(200, std::string(101, 'x'))});
  EXPECT_EQ(text(failure_of(request("GET", server.url("/")))),
            "pushgate: error: " + server.address() + ": sent an answer of more than 100 bytes\nfinal");
}

TEST(HttpError, header_fields_over_the_limit) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "X-Field: " + std::string(100, 'x') + "\r\n";
  ScriptedServer server({answer(200, "", many)});
  EXPECT_EQ(text(failure_of(request("GET", server.url("/")))),
            "pushgate: error: " + server.address() + ": sent more than 65536 bytes of header fields\nfinal");
}

TEST(HttpError, silence) {
  Options options;
  options.stall_seconds = 1;
  ScriptedServer silent({{"", true}});
  EXPECT_EQ(text(failure_of(request("GET", silent.url("/")), options)),
            "pushgate: error: " + silent.address() + ": sent nothing for 1 s\ntransient");
  ScriptedServer half({{"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x'), true}});
  EXPECT_EQ(failure_of(request("GET", half.url("/")), options).error.what,
            "sent nothing for 1 s, after 28 of 40 bytes");
}

// A peer that sends a byte now and then is never silent and never done.
TEST(HttpError, a_trickle) {
  using namespace std::chrono_literals;
  Options options;
  options.stall_seconds = 1;
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n";
  ScriptedServer fields({{head + std::string(90, 'x'), false, 40ms}});
  EXPECT_EQ(
      text(failure_of(request("GET", fields.url("/")), options)),
      "pushgate: error: " + fields.address() + ": moved fewer than 1024 bytes in 1 s of waiting\ntransient");
  ScriptedServer body({{head + std::string(90, 'x'), false, 20ms}});  // its fields within the second
  const auto failure = failure_of(request("GET", body.url("/")), options);
  EXPECT_EQ(failure.error.what.substr(0, 53), "moved fewer than 1024 bytes in 1 s of waiting, after ");
  EXPECT_TRUE(failure.transient);
}

TEST(HttpError, a_slow_answer_that_comes_to_its_end) {
  using namespace std::chrono_literals;
  Options options;
  options.stall_seconds = 2;
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow", false, 30ms}});
  EXPECT_EQ(Client(options).send(request("GET", server.url("/")), 100)->body, "slow");
}

TEST(HttpError, a_limit_to_the_whole_of_an_exchange) {
  Options options;
  options.total_time = std::chrono::milliseconds(300);
  ScriptedServer silent({{"", true}});
  EXPECT_EQ(text(failure_of(request("GET", silent.url("/")), options)),
            "pushgate: error: " + silent.address() + ": did not answer within 0.3 s\ntransient");
  ScriptedServer half({{"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x'), true}});
  EXPECT_EQ(failure_of(request("GET", half.url("/")), options).error.what,
            "did not end its answer within 0.3 s: sent 28 bytes of it");
}

TEST(HttpError, an_upload_cut_by_the_server) {
  ScriptedServer server({{""}});
  server.stop_reading_after("PUT", 1000);
  auto put = request("PUT", server.url("/"));
  BrokenSource source(64 << 20, false);
  put.source = &source;
  put.size = 64 << 20;
  const auto failure = failure_of(put);
  EXPECT_EQ(failure.error.what.substr(0, 27), "closed the connection after");
  EXPECT_TRUE(failure.transient);
}

TEST(HttpError, an_upload_whose_source_fails) {
  ScriptedServer server({answer(201)});
  auto put = request("PUT", server.url("/"));
  BrokenSource source(1000, true);
  put.source = &source;
  put.size = 2000;
  EXPECT_EQ(text(failure_of(put)), "pushgate: error: layer: is cut short\nfinal");
  BrokenSource shorter(1000, false);
  put.source = &shorter;
  EXPECT_EQ(text(failure_of(put)),
            "pushgate: error: " + server.address() + ": upload has 1000 of 2000 bytes\nfinal");
}

TEST(HttpError, a_signal_ends_every_wait) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        catch_interrupts();
        ScriptedServer silent({{"", true}});
        static_cast<void>(std::raise(SIGTERM));
        auto response = Client({}).send(request("GET", silent.url("/")), 10);
        std::fputs(response ? "no error" : response.error().error.render().c_str(), stderr);
        std::_Exit(3);
      },
      testing::ExitedWithCode(3), "pushgate: error: interrupted by SIGTERM");
}

}  // namespace
}  // namespace pushgate::net
