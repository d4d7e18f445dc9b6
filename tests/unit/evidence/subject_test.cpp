// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

SubjectDocument example() {
  SubjectDocument document;
  document.subject = {"oci:build/app", digest_of('a'), "app", "linux/amd64"};
  document.media_type = "application/vnd.oci.image.manifest.v1+json";
  document.size = 528;
  document.config = digest_of('c').to_string();
  document.layers = {{digest_of('1').to_string(), digest_of('2').to_string(), 29'127'000u},
                     {digest_of('3').to_string(), digest_of('4').to_string()}};
  return document;
}

TEST(SubjectFile, what_is_written_is_read_back_equal) {
  const SubjectDocument document = example();
  const std::string bytes = write_subject(document);
  EXPECT_TRUE(
      bytes.starts_with("{\n  \"schema\": \"pushgate.subject/v1\",\n  \"name\": \"oci:build/app\",\n"));
  const auto read = read_subject(bytes, "subject.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->subject.name, document.subject.name);
  EXPECT_EQ(read->subject.digest, document.subject.digest);
  EXPECT_EQ(read->subject.service, document.subject.service);
  EXPECT_EQ(read->subject.platform, document.subject.platform);
  EXPECT_EQ(read->media_type, document.media_type);
  EXPECT_EQ(read->size, document.size);
  EXPECT_EQ(read->config, document.config);
  EXPECT_EQ(read->layers, document.layers);
  EXPECT_EQ(write_subject(*read), bytes);
}

TEST(SubjectFile, every_error_names_the_member) {
  const std::string bytes = write_subject(example());
  const auto error = [&](const std::string& from, const std::string& to) {
    return error_of(read_subject(with(bytes, from, to), "s.json"));
  };
  EXPECT_EQ(error("\"size\": 528", "\"size\": \"528\""),
            "pushgate: error: s.json: member \"size\" is a string; expected a number\n");
  EXPECT_EQ(error("\"diff_id\": \"sha256:44", "\"diff_id\": \"sha256:4"),
            "pushgate: error: s.json: layers[1]: member \"diff_id\" is 'sha256:" + std::string(63, '4') +
                "'; expected sha256:<64 hex digits>\n");
  EXPECT_EQ(
      error("\"platform\"", "\"plattform\""),
      "pushgate: error: s.json: member \"plattform\" is not known; expected schema, name, digest, service, "
      "platform, media_type, size, config, layers\n");
}

}  // namespace
}  // namespace pushgate::evidence
