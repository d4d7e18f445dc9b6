// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;
using testing::ElementsAre;

const std::string k_bytes = std::string(300'000, 'b');
const std::string k_digest = describe(k_bytes).digest.to_string();
const std::string k_head = "HEAD /v2/app/blobs/" + k_digest;
const std::string k_post = "POST /v2/app/blobs/uploads/";
const std::string k_put = "PUT /v2/app/blobs/uploads/1?_state=x&digest=sha256%3A" + k_digest.substr(7);

bool is_upload(const ReceivedRequest& request) {
  return request.method == "PUT" && request.target.find("/blobs/uploads/") != std::string::npos;
}

TEST(Upload, asks_sends_and_reads_back) {
  Served served;
  ASSERT_TRUE(served.client.upload_blob(describe(k_bytes), k_bytes));
  EXPECT_THAT(served.server.request_lines(), ElementsAre(k_head, k_post, k_put, k_head));
  EXPECT_TRUE(served.registry->blobs.at(k_digest) == k_bytes);
  EXPECT_EQ(served.server.requests()[2].header("Content-Type"), "application/octet-stream");
}

TEST(Upload, what_is_there_is_not_sent) {
  Served served;
  served.registry->blobs[k_digest] = k_bytes;
  int opened = 0;
  SilentProgress progress;
  ASSERT_TRUE(served.client.upload_blob(
      describe(k_bytes),
      [&]() -> Result<std::unique_ptr<ByteSource>> {
        ++opened;
        return fail(Error::bug("", ""));
      },
      progress));
  EXPECT_EQ(opened, 0);
  EXPECT_THAT(served.server.request_lines(), ElementsAre(k_head));
}

TEST(Upload, begins_anew_after_a_cut) {
  Served served;
  int cuts = 2;
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_upload(request) && cuts-- > 0) return ScriptedAnswer{""};
    return std::nullopt;
  };
  ASSERT_TRUE(served.client.upload_blob(describe(k_bytes), k_bytes));
  EXPECT_THAT(served.server.request_lines(),
              ElementsAre(k_head, k_post, k_put, k_post, k_put, k_post, k_put, k_head));
  EXPECT_EQ(served.waits.size(), 2u);
}

TEST(Upload, gives_up_after_four_cuts) {
  Served served;
  served.server.stop_reading_after("PUT", 1000);
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_upload(request)) return ScriptedAnswer{""};
    return std::nullopt;
  };
  const auto error = served.client.upload_blob(describe(k_bytes), k_bytes).error();
  EXPECT_EQ(error.subject, served.server.address());
  EXPECT_THAT(error.what,
              testing::MatchesRegex("closed the connection after [0-9]+ of 300000 bytes were sent to it"));
  EXPECT_THAT(error.context,
              ElementsAre("uploading blob " + k_digest + " to " + served.server.address() + "/app"));
  EXPECT_EQ(served.waits.size(), 3u);
}

TEST(Upload, a_201_that_stored_nothing_is_seen) {
  Served served;
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_upload(request)) return answer(201);
    return std::nullopt;
  };
  const auto name = served.server.address() + "/app";
  EXPECT_EQ(served.client.upload_blob(describe(k_bytes), k_bytes).error().render(),
            fmt::format("pushgate: error: {0}: answered 201 to an upload and has no such blob\n"
                        "  while uploading blob {1} to {0}\n",
                        name, k_digest));
  EXPECT_EQ(served.waits.size(), 3u);
}

TEST(Upload, a_lost_session_is_begun_anew_and_a_refusal_is_not) {
  Served served;
  int lost = 1;
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_upload(request) && lost-- > 0)
      return answer(404, R"({"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]})");
    return std::nullopt;
  };
  ASSERT_TRUE(served.client.upload_blob(describe(k_bytes), k_bytes));

  Served refusing;
  refusing.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_upload(request))
      return answer(413, R"({"errors":[{"code":"SIZE_INVALID","message":"too large"}]})");
    return std::nullopt;
  };
  EXPECT_EQ(refusing.client.upload_blob(describe(k_bytes), k_bytes).error().what,
            "answered 413 SIZE_INVALID: too large; expected 201");
  EXPECT_TRUE(refusing.waits.empty());
}

TEST(Upload, bytes_that_are_not_the_blob_never_complete) {
  Served served;
  const auto other = std::string(299'999, 'b') + "c";
  const auto result = served.client.upload_blob(describe(k_bytes), other);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unchecked);
  EXPECT_TRUE(served.registry->blobs.empty());
  EXPECT_TRUE(served.waits.empty());
  for (const auto& request : served.server.requests())
    EXPECT_LT(request.body.size(), k_bytes.size()) << request.method;
}

TEST(Upload, another_digest_echoed_is_named) {
  Served served;
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (is_upload(request)) return answer(201, "", "Docker-Content-Digest: sha256:00\r\n");
    return std::nullopt;
  };
  EXPECT_EQ(served.client.upload_blob(describe(k_bytes), k_bytes).error().what,
            "answered an upload of " + k_digest + " with the digest 'sha256:00'");
  EXPECT_EQ(served.waits.size(), 3u);
}

TEST(Upload, an_empty_blob) {
  Served served;
  ASSERT_TRUE(served.client.upload_blob(describe(""), ""));
  EXPECT_EQ(served.registry->blobs.count(describe("").digest.to_string()), 1u);
}

}  // namespace
}  // namespace pushgate::registry
