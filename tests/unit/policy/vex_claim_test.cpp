// SPDX-License-Identifier: Apache-2.0
#include "policy/vex_claim.hpp"

#include <gtest/gtest.h>

namespace pushgate::policy {
namespace {

Digest digest(char digit) {
  return *Digest::parse("sha256:" + std::string(64, digit));
}

const VexImage k_image{
    {digest('1'), digest('2')},
    "ghcr.io/acme/app",
    "urn:cdx:u/1",
    "root",
    {{"pkg:pypi/a@1", "r a"}, {"pkg:pypi/a@2", "r2"}, {"pkg:deb/debian/b@1?arch=amd64", "r3"}}};

/// Which packages a claim about a product means in the image; `whole`, or nothing.
std::string meant(VexProduct product, bool attached = false) {
  VexClaim claim;
  claim.products.push_back(std::move(product));
  const auto about = claims_about({claim}, k_image, attached);
  if (about.empty()) return "nothing";
  std::string text;
  for (const auto& package : about[0].packages) text += (text.empty() ? "" : " ") + package;
  return text.empty() ? "whole" : text;
}

VexProduct named(std::string name) {
  return {{std::move(name)}, {}, {}, false};
}

VexProduct part(std::string name, std::string of) {
  return {{std::move(of)}, {}, {std::move(name)}, true};
}

TEST(VexClaim, means_packages_that_the_image_has) {
  EXPECT_EQ(meant(named("pkg:pypi/A")), "pkg:pypi/a");
  EXPECT_EQ(meant(named("pkg:pypi/a@2")), "pkg:pypi/a@2");
  EXPECT_EQ(meant(named("pkg:pypi/a@3")), "nothing");
  EXPECT_EQ(meant(named("pkg:deb/debian/b?arch=arm64")), "nothing");
  EXPECT_EQ(meant(named("a")), "nothing");
  EXPECT_EQ(meant(named("urn:cdx:u/1#r%20a")), "pkg:pypi/a@1");
  EXPECT_EQ(meant(named("urn:cdx:u/1#r%2")), "nothing");
  EXPECT_EQ(meant(named("urn:cdx:u/2#r2")), "nothing") << "another SBOM's";
}

TEST(VexClaim, means_the_image_by_digest_or_repository) {
  EXPECT_EQ(meant({{}, {digest('2')}, {}, false}), "whole") << "the index it is from";
  EXPECT_EQ(meant({{}, {digest('3')}, {}, false}), "nothing");
  EXPECT_EQ(meant(named("urn:cdx:u/1#root")), "whole");
  EXPECT_EQ(meant(named("pkg:oci/app@sha256%3A" + std::string(64, '1'))), "whole");
  EXPECT_EQ(meant(named("pkg:docker/acme/app@sha256%3A" + std::string(64, '1'))), "whole");
  EXPECT_EQ(meant(named("pkg:oci/app@sha256%3A" + std::string(64, '3') + "?repository_url=ghcr.io/acme/app")),
            "nothing");
  EXPECT_EQ(meant(named("pkg:oci/app?repository_url=ghcr.io/acme/app")), "whole");
  EXPECT_EQ(meant(named("pkg:oci/app?repository_url=ghcr.io/acme/other")), "nothing");
  EXPECT_EQ(meant(named("pkg:oci/app")), "nothing");
}

TEST(VexClaim, a_part_counts_only_in_this_image) {
  EXPECT_EQ(meant(part("pkg:pypi/a", "urn:cdx:u/1#root")), "pkg:pypi/a");
  EXPECT_EQ(meant(part("pkg:pypi/c", "urn:cdx:u/1#root")), "nothing") << "not the whole image";
  EXPECT_EQ(meant(part("", "urn:cdx:u/1#root")), "nothing") << "nor where the part has no name";
  EXPECT_EQ(meant(part("pkg:pypi/a", "pkg:oci/other?repository_url=x")), "nothing");
  EXPECT_EQ(meant(part("pkg:pypi/a", "pkg:pypi/a")), "nothing");
}

TEST(VexClaim, without_product_means_what_it_is_attached_to) {
  EXPECT_EQ(claims_about({VexClaim()}, k_image, true).size(), 1u);
  EXPECT_TRUE(claims_about({VexClaim()}, k_image, true)[0].packages.empty());
  EXPECT_TRUE(claims_about({VexClaim()}, k_image, false).empty());
  EXPECT_EQ(meant(VexProduct(), true), "nothing") << "a product that says nothing is not none";
}

}  // namespace
}  // namespace pushgate::policy
