// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "registry/blob_upload.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;
using testing::ElementsAre;

// Three chunks that differ.
const std::string k_bytes = std::string(100'000, 'a') + std::string(100'000, 'b') + std::string(100'000, 'c');
const std::string k_digest = describe(k_bytes).digest.to_string();
const std::string k_head = "HEAD /v2/app/blobs/" + k_digest;
const std::string k_post = "POST /v2/app/blobs/uploads/";

std::string at(std::string_view method, std::string_view state) {
  return fmt::format("{} /v2/app/blobs/uploads/1?_state={}", method, state);
}
std::string put(std::string_view state) {
  return at("PUT", state) + "&digest=sha256%3A" + k_digest.substr(7);
}

class ChunkedUpload : public testing::Test {
 protected:
  Result<void> upload() { return m_client.upload_blob(describe(k_bytes), k_bytes); }
  std::vector<std::string> lines() const { return m_served.server.request_lines(); }
  std::vector<std::string> ranges() const {
    std::vector<std::string> out;
    for (const auto& request : m_served.server.requests())
      if (request.method == "PATCH" || request.method == "PUT")
        out.push_back(request.header("Content-Range"));
    return out;
  }
  /// The registry takes the n-th request of that method, and its answer is lost; with `before`, it does not
  /// even take it.
  void lose(std::string method, int nth, bool before) {
    m_served.registry->fault = [this, method = std::move(method), nth, before](
                                   const ReceivedRequest& request) mutable -> std::optional<ScriptedAnswer> {
      if (request.method != method || --nth != 0) return std::nullopt;
      if (!before) {
        auto whole = *m_served.registry;
        whole.fault = nullptr;
        static_cast<void>(whole(request));
        m_served.registry->partial = whole.partial;
      }
      return ScriptedAnswer{""};
    };
  }

  Served m_served;
  Client m_client = chunking_client_of(m_served.server.address(), m_served.waits);
};

TEST_F(ChunkedUpload, chunks_in_their_order_and_the_last_with_the_put) {
  ASSERT_TRUE(upload());
  EXPECT_THAT(lines(),
              ElementsAre(k_head, k_post, at("PATCH", "x"), at("PATCH", "100000"), put("200000"), k_head));
  EXPECT_THAT(ranges(), ElementsAre("0-99999", "100000-199999", "200000-299999"));
  EXPECT_TRUE(m_served.registry->blobs.at(k_digest) == k_bytes);
}

TEST_F(ChunkedUpload, goes_on_where_the_registry_keeps_the_session) {
  lose("PATCH", 2, true);
  ASSERT_TRUE(upload());
  EXPECT_THAT(lines(), ElementsAre(k_head, k_post, at("PATCH", "x"), at("PATCH", "100000"),
                                   at("GET", "100000"), at("PATCH", "100000"), put("200000"), k_head));
  EXPECT_TRUE(m_served.registry->blobs.at(k_digest) == k_bytes);
}

TEST_F(ChunkedUpload, sends_no_chunk_again_whose_answer_was_lost) {
  lose("PATCH", 2, false);
  ASSERT_TRUE(upload());
  EXPECT_THAT(lines(), ElementsAre(k_head, k_post, at("PATCH", "x"), at("PATCH", "100000"),
                                   at("GET", "100000"), put("200000"), k_head));
}

TEST_F(ChunkedUpload, ends_what_has_arrived_whole) {
  m_served.registry->fault =
      [&, lost = false](const ReceivedRequest& request) mutable -> std::optional<ScriptedAnswer> {
    if (request.method != "PUT" || std::exchange(lost, true)) return std::nullopt;
    m_served.registry->partial += request.body;
    return ScriptedAnswer{""};
  };
  ASSERT_TRUE(upload());
  EXPECT_THAT(lines(), ElementsAre(k_head, k_post, at("PATCH", "x"), at("PATCH", "100000"), put("200000"),
                                   at("GET", "200000"), put("300000"), k_head));
  EXPECT_EQ(m_served.server.requests()[6].body, "");
  EXPECT_TRUE(m_served.registry->blobs.at(k_digest) == k_bytes);
}

TEST_F(ChunkedUpload, begins_anew_where_the_session_is_lost) {
  m_served.registry->fault =
      [&, patches = 0](const ReceivedRequest& request) mutable -> std::optional<ScriptedAnswer> {
    if (request.method == "GET") return answer(404, R"({"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]})");
    if (request.method == "PATCH" && ++patches == 2) return ScriptedAnswer{""};
    return std::nullopt;
  };
  ASSERT_TRUE(upload());
  EXPECT_THAT(lines(),
              ElementsAre(k_head, k_post, at("PATCH", "x"), at("PATCH", "100000"), at("GET", "100000"),
                          k_post, at("PATCH", "x"), at("PATCH", "100000"), put("200000"), k_head));
}

TEST_F(ChunkedUpload, a_registry_that_keeps_less_than_it_was_sent_is_named) {
  m_served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method != "PATCH") return std::nullopt;
    return answer(202, "", "Location: /v2/app/blobs/uploads/1?_state=y\r\nRange: 0-49999\r\n");
  };
  const auto name = m_served.server.address() + "/app";
  EXPECT_EQ(
      upload().error().render(),
      fmt::format("pushgate: error: {0}: keeps '0-49999' of an upload; expected 0-99999, which were sent\n"
                  "  while uploading blob {1} to {0}\n",
                  name, k_digest));
  EXPECT_EQ(m_served.waits.size(), 3u);
  EXPECT_TRUE(m_served.registry->blobs.empty());
}

TEST_F(ChunkedUpload, chunks_are_as_long_as_the_registry_wants_them) {
  m_served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method != "POST") return std::nullopt;
    return answer(202, "", "Location: /v2/app/blobs/uploads/1?_state=x\r\nOCI-Chunk-Min-Length: 200000\r\n");
  };
  ASSERT_TRUE(upload());
  EXPECT_THAT(ranges(), ElementsAre("0-199999", "200000-299999"));
}

TEST_F(ChunkedUpload, goes_in_one_piece_where_chunks_are_not_taken) {
  for (const int status : {400, 404, 405, 501}) {
    Served served;
    auto client = chunking_client_of(served.server.address(), served.waits);
    served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
      if (request.method != "PATCH") return std::nullopt;
      return answer(status);
    };
    ASSERT_TRUE(client.upload_blob(describe(k_bytes), k_bytes)) << status;
    EXPECT_THAT(served.server.request_lines(),
                ElementsAre(k_head, k_post, at("PATCH", "x"), k_post, put("x"), k_head));
    EXPECT_TRUE(served.waits.empty());
  }
}

TEST_F(ChunkedUpload, attempts_are_counted_from_the_last_chunk_that_arrived) {
  // Each chunk is cut three times; of one request, four may be.
  m_served.registry->fault =
      [&, cuts = 0](const ReceivedRequest& request) mutable -> std::optional<ScriptedAnswer> {
    if (request.method != "PATCH" && request.method != "PUT") return std::nullopt;
    if (++cuts % 4 == 0) return std::nullopt;
    return ScriptedAnswer{""};
  };
  ASSERT_TRUE(upload());
  EXPECT_EQ(m_served.waits.size(), 9u);

  // A registry that loses every session is not sent the same chunk for ever.
  Served forgetful;
  forgetful.registry->fault =
      [&, patches = 0](const ReceivedRequest& request) mutable -> std::optional<ScriptedAnswer> {
    if (request.method == "GET") return answer(404);
    if (request.method == "PATCH" && ++patches % 2 == 0) return ScriptedAnswer{""};
    return std::nullopt;
  };
  auto client = chunking_client_of(forgetful.server.address(), forgetful.waits);
  EXPECT_FALSE(client.upload_blob(describe(k_bytes), k_bytes));
  EXPECT_LE(forgetful.waits.size(), 4u);
}

TEST_F(ChunkedUpload, waits_as_long_as_it_is_asked_to) {
  m_served.registry->fault =
      [&, busy = true](const ReceivedRequest& request) mutable -> std::optional<ScriptedAnswer> {
    if (request.method != "PATCH" || !std::exchange(busy, false)) return std::nullopt;
    return answer(429, "", "Retry-After: 7\r\n");
  };
  ASSERT_TRUE(upload());
  ASSERT_EQ(m_served.waits.size(), 1u);
  EXPECT_GE(m_served.waits[0], std::chrono::seconds(7));
  EXPECT_THAT(lines(), ElementsAre(k_head, k_post, at("PATCH", "x"), at("GET", "x"), at("PATCH", "0"),
                                   at("PATCH", "100000"), put("200000"), k_head));
}

TEST(UploadRange, its_end) {
  EXPECT_EQ(parse_upload_range("0-99999"), 99'999u);
  EXPECT_EQ(parse_upload_range("bytes=0-99999"), 99'999u);
  EXPECT_EQ(parse_upload_range("0-0"), 0u);
  for (const char* text : {"", "0-", "1-2", "0--1", "0-1x", "0-99999999999999999999", "bytes=", "0 - 5"})
    EXPECT_EQ(parse_upload_range(text), std::nullopt) << text;
}

}  // namespace
}  // namespace pushgate::registry
