// SPDX-License-Identifier: Apache-2.0
#include "retention/github_versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::retention {
namespace {

using testing::ElementsAre;

const std::string k_hex(64, 'a');

// As GitHub writes one:
// https://docs.github.com/en/rest/packages/packages#list-package-versions-for-a-package-owned-by-an-organization
const std::string k_page = R"([
  {
    "id": 245301,
    "name": "sha256:)" + k_hex +
                           R"(",
    "url": "https://api.github.com/orgs/octo-org/packages/container/app/versions/245301",
    "package_html_url": "https://github.com/orgs/octo-org/packages/container/package/app",
    "created_at": "2019-11-05T22:49:04Z",
    "updated_at": "2019-11-05T22:49:04Z",
    "html_url": "https://github.com/orgs/octo-org/packages/container/app/245301",
    "metadata": {"package_type": "container", "container": {"tags": ["latest", "v1"]}}
  },
  {"id": 209672, "name": "sha256:)" +
                           std::string(64, 'b') +
                           R"(", "metadata": {"package_type": "container", "container": {"tags": []}}}
])";

std::string refusal(const std::string& text) {
  const auto versions = parse_github_versions(text, "versions of app");
  return versions ? "taken" : versions.error().render();
}

std::string with(const std::string& members) {
  return R"([{"id": 7, "name": "sha256:)" + k_hex + R"(", )" + members + "}]";
}

TEST(GithubVersions, of_a_page) {
  const auto versions = parse_github_versions(k_page, "versions").value();
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].id, 245301u);
  EXPECT_EQ(versions[0].digest.hex(), k_hex);
  EXPECT_THAT(versions[0].tags, ElementsAre("latest", "v1"));
  EXPECT_EQ(format_rfc3339(versions[0].created_at.value()), "2019-11-05T22:49:04Z");
  EXPECT_THAT(versions[1].tags, ElementsAre());
  EXPECT_FALSE(versions[1].created_at);
  EXPECT_TRUE(parse_github_versions("[]", "versions").value().empty());
}

TEST(GithubVersions, of_what_is_no_page) {
  const std::string start = "pushgate: error: versions of app";
  EXPECT_EQ(refusal(R"({"message": "hello"})"), start + ": is no list; expected one of versions\n");
  EXPECT_EQ(refusal("<html>"), start +
                                   ":1:1: is not JSON: syntax error while parsing value - invalid literal; "
                                   "last read: '<'\n");
  EXPECT_EQ(refusal(R"([{"id": "7"}])"), start + ": member \"id\" is a string; expected a number\n");
  EXPECT_EQ(refusal(R"([{"id": 7, "name": "1.0.0"}])"),
            start + ", version 7: is named '1.0.0'; expected a digest\n");
  EXPECT_EQ(refusal(with(R"("metadata": {"package_type": "npm"})")),
            start + ", version 7: member \"container\" is missing; expected a value\n");
  EXPECT_EQ(refusal(with(R"("metadata": {"container": {"tags": [1]}})")),
            start + ", version 7: has a tag that is no string\n");
  EXPECT_EQ(refusal(with(R"("metadata": {"container": {"tags": []}}, "created_at": "yesterday")")),
            "pushgate: error: 'yesterday': is not a time; expected RFC 3339 such as 2026-01-02T03:04:05Z\n");
}

}  // namespace
}  // namespace pushgate::retention
