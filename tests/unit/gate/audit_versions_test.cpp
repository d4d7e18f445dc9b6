// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_versions.hpp"

#include <gmock/gmock.h>

namespace pushgate::gate {

namespace {

bool takes(const char* range, const char* ecosystem, const char* version) {
  const auto parsed = VersionRange::parse(range);
  return parsed && parsed->holds(ecosystem, version);
}

TEST(AuditVersions, AVersionIsAllThatGoesOnBehindIt) {
  for (const char* version :
       {"5.6", "5.6.1", "5.6-2", "1:5.6.1-1", "v5.6.0", "5.6rc1", "5.6.1+really5.4.5-1"})
    EXPECT_TRUE(takes("5.6", "deb", version)) << version;
  for (const char* version : {"5.60", "5.60.1", "15.6", "5", "5.5.6"})
    EXPECT_FALSE(takes("5.6", "deb", version)) << version;
  EXPECT_TRUE(takes("5.6.*", "pypi", "5.6.1"));
  EXPECT_TRUE(takes("1:5.6", "deb", "1:5.6.1"));
  EXPECT_FALSE(takes("1:5.6", "deb", "5.6.1"));
}

TEST(AuditVersions, RangesGoByTheEcosystemsOrder) {
  EXPECT_TRUE(takes(">=5.6, <5.6.2", "deb", "5.6.1-1"));
  EXPECT_FALSE(takes(">=5.6,<5.6.2", "deb", "5.6.2-1"));
  EXPECT_TRUE(takes("<5.6", "deb", "5.6~rc1-1"));
  EXPECT_TRUE(takes("<1.10", "rpm", "1.9-3.el9"));
  EXPECT_TRUE(takes("<1.0", "pypi", "1.0rc1"));
  EXPECT_TRUE(takes("<1.0.0", "npm", "1.0.0-rc.1"));
  EXPECT_TRUE(takes("<1.0", "maven", "1.0-SNAPSHOT"));
  EXPECT_TRUE(takes("=1.0", "maven", "1.0.0"));
  EXPECT_TRUE(takes("!=1.0", "maven", "1.0.1"));
}

TEST(AuditVersions, WhatTheAskedVersionDoesNotHaveDoesNotCount) {
  EXPECT_TRUE(takes("<=5.6.1", "deb", "1:5.6.1-1"));
  EXPECT_FALSE(takes("<=5.6.1-1", "deb", "5.6.1-2"));
  EXPECT_TRUE(takes("=5.6.1", "apk", "5.6.1-r3"));
  EXPECT_FALSE(takes("=5.6.1-r2", "apk", "5.6.1-r3"));
  EXPECT_TRUE(takes("<=2.1", "pypi", "2.1+cu121"));
}

TEST(AuditVersions, OtherOperatorsAreWrongUse) {
  for (const char* range : {"", ",", "~5.6", "^5.6", ">=", ">=5.6,", "5.6 5.7", "=>5", "*", "5||6"}) {
    const auto parsed = VersionRange::parse(range);
    ASSERT_FALSE(parsed) << range;
    EXPECT_EQ(parsed.error().code, ErrorCode::misuse);
  }
}

}  // namespace

}  // namespace pushgate::gate
