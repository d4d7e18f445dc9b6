// SPDX-License-Identifier: Apache-2.0
#include "report/package.hpp"

#include <gtest/gtest.h>

namespace pushgate::report {
namespace {

void expect(std::string_view subject, std::string_view name, std::string_view version) {
  const Package package = package_of(subject);
  EXPECT_EQ(package.name, name) << subject;
  EXPECT_EQ(package.version, version) << subject;
}

TEST(Package, a_purl_has_a_name_and_a_version) {
  expect("pkg:pypi/urllib3@1.26.4", "urllib3", "1.26.4");
  expect("pkg:pypi/urllib3", "urllib3", "");
  expect("pkg:deb/debian/libssl3@3.0.9-1%2Bdeb12u1?arch=amd64&distro=debian-12", "libssl3",
         "3.0.9-1+deb12u1");
  expect("pkg:deb/debian/cron@1%3A3.0?epoch=1", "cron", "1:3.0");
  expect("pkg:npm/%40angular/core@12.3.1#sub", "@angular/core", "12.3.1");
  expect("pkg:npm/@angular/core", "@angular/core", "");
  expect("pkg:npm/@angular@1", "@angular", "1");
  expect("pkg:golang/github.com/a/b@v1.2.3", "github.com/a/b", "v1.2.3");
}

TEST(Package, what_is_no_purl_is_a_name) {
  expect("requirements.lock", "requirements.lock", "");
  expect("a@b", "a@b", "");
  expect("", "", "");
  expect("pkg:", "pkg:", "");
  expect("pkg:pypi", "pkg:pypi", "");
  expect("pkg:pypi/", "", "");
  expect("pkg:pypi/%zz%4", "%zz%4", "");
}

TEST(Package, without_version_is_what_stays_after_an_update) {
  EXPECT_EQ(without_version("pkg:pypi/urllib3@1.26.4?x=y#z"), "pkg:pypi/urllib3");
  EXPECT_EQ(without_version("pkg:npm/@angular/core"), "pkg:npm/@angular/core");
  EXPECT_EQ(without_version("a@b"), "a@b");
}

}  // namespace
}  // namespace pushgate::report
