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

const std::string k_bytes = "a layer of the family";
const std::string k_digest = describe(k_bytes).digest.to_string();
const std::string k_head = "HEAD /v2/app/blobs/" + k_digest;
const std::string k_head_family = "HEAD /v2/family/blobs/" + k_digest;
const std::string k_mount =
    "POST /v2/app/blobs/uploads/?mount=sha256%3A" + k_digest.substr(7) + "&from=family";
const std::string k_post = "POST /v2/app/blobs/uploads/";
const std::string k_put = "PUT /v2/app/blobs/uploads/1?_state=x&digest=sha256%3A" + k_digest.substr(7);

/// A registry whose repository `family` has the blob, and that answers a mount as a test says.
class Mount : public testing::Test {
 protected:
  void SetUp() override {
    m_served.registry->fault = [this](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
      if (request.target.starts_with("/v2/family/"))
        return ScriptedAnswer{
            fmt::format("HTTP/1.1 {} Scripted\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                        m_family_has ? 200 : 404, m_family_has ? k_bytes.size() : 0)};
      if (request.target.find("?mount=") == std::string::npos) return std::nullopt;
      if (m_answer == 201 && m_stores) m_served.registry->blobs[k_digest] = k_bytes;
      return answer(m_answer, "", m_answer == 202 ? "Location: /v2/app/blobs/uploads/1?_state=x\r\n" : "");
    };
  }
  Result<BlobOutcome> upload() {
    Client family(oci::Reference::parse(m_served.server.address() + "/family").value(),
                  without_waiting(m_served.waits));
    SilentProgress progress;
    const auto open = [this]() -> Result<std::unique_ptr<ByteSource>> {
      return m_image.blob(m_image.image.manifest.layers[0]);
    };
    return m_served.client.upload_blob(describe(k_bytes), open, progress, {&family});
  }
  std::vector<std::string> lines() const { return m_served.server.request_lines(); }

  Served m_served;
  MemoryImage m_image{{k_bytes}};
  bool m_family_has = true;
  bool m_stores = true;
  int m_answer = 201;
};

TEST_F(Mount, takes_the_blob_from_where_it_is) {
  EXPECT_EQ(upload().value(), BlobOutcome::mounted);
  EXPECT_THAT(lines(), ElementsAre(k_head, k_head_family, k_mount, k_head));
  EXPECT_EQ(m_image.opened, 0);
}

TEST_F(Mount, is_not_tried_where_nobody_has_it) {
  m_family_has = false;
  EXPECT_EQ(upload().value(), BlobOutcome::uploaded);
  EXPECT_THAT(lines(), ElementsAre(k_head, k_head_family, k_post, k_put, k_head));
}

TEST_F(Mount, that_opens_an_upload_is_one) {
  m_answer = 202;
  EXPECT_EQ(upload().value(), BlobOutcome::uploaded);
  EXPECT_THAT(lines(), ElementsAre(k_head, k_head_family, k_mount, k_put, k_head));
}

TEST_F(Mount, that_is_refused_is_no_error) {
  for (const int status : {400, 403, 404, 405, 500}) {
    m_answer = status;
    m_served.registry->blobs.clear();
    EXPECT_EQ(upload().value(), BlobOutcome::uploaded) << status;
  }
  EXPECT_TRUE(m_served.waits.empty());
}

TEST_F(Mount, that_mounted_nothing_is_seen) {
  m_stores = false;
  EXPECT_EQ(upload().value(), BlobOutcome::uploaded);
  EXPECT_THAT(lines(), ElementsAre(k_head, k_head_family, k_mount, k_head, k_post, k_put, k_head));
}

}  // namespace
}  // namespace pushgate::registry
