// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/report/cases.hpp"

namespace pushgate::report {
namespace {

TEST(FindingsTable, vulnerabilities_first_then_the_rest_with_its_words) {
  EXPECT_EQ(
      write_findings_table(cases::denied_evidence().findings, false, 120),
      "  SEVERITY  RULE                 PACKAGE   INSTALLED        FIXED IN    WHERE\n"
      "  CRITICAL  vuln/CVE-2021-33503  urllib3   1.26.4           1.26.5      "
      "usr/lib/python3…rllib3-1.26.4.dist-info/METADATA\n"
      "  HIGH      vuln/CVE-2023-0286   libssl3   3.0.9-1+deb12u1  no fix yet  var/lib/dpkg/status\n"
      "  MEDIUM    vuln/CVE-2020-1      requests  2.0              3.0         usr/lib/requests/METADATA\n"
      "  LOW       vuln/CVE-2020-2      requests  2.0              3.0         usr/lib/requests/METADATA\n"
      "  LOW       vuln/CVE-2020-3      requests  2.0              3.0         usr/lib/requests/METADATA\n"
      "\n"
      "  HIGH      lock/missing-hash  requirements.lock:12:1 (idna)\n"
      "            idna==3.4 has no hash; expected --hash=sha256:…\n"
      "            hint: make the lock with pip-compile --generate-hashes\n"
      "  NOT SEEN  plan/health-port  app\n"
      "            an OCI configuration keeps no health check\n");
}

TEST(FindingsTable, each_part_stands_alone) {
  EXPECT_EQ(write_findings_table({cases::urllib3()}, false, 90),
            "  SEVERITY  RULE                 PACKAGE  INSTALLED  FIXED IN  WHERE\n"
            "  CRITICAL  vuln/CVE-2021-33503  urllib3  1.26.4     1.26.5    usr/lib/…dist-info/METADATA\n");
  EXPECT_EQ(write_findings_table({cases::missing_hash()}, false, 90),
            "  HIGH      lock/missing-hash  requirements.lock:12:1 (idna)\n"
            "            idna==3.4 has no hash; expected --hash=sha256:…\n"
            "            hint: make the lock with pip-compile --generate-hashes\n");
  EXPECT_EQ(write_findings_table({}, false, 90), "no findings\n");
}

TEST(FindingsTable, a_place_is_told_as_far_as_it_is_known) {
  auto finding = cases::missing_hash();
  finding.hint.clear();
  finding.message = "m";
  finding.subject = "requirements.lock";
  finding.location.column = 0;
  auto nowhere = finding;
  nowhere.location = {};
  nowhere.subject = "app";
  EXPECT_EQ(write_findings_table({finding, nowhere}, false, 90),
            "  HIGH      lock/missing-hash  app\n"
            "            m\n"
            "  HIGH      lock/missing-hash  requirements.lock:12\n"
            "            m\n");
}

}  // namespace
}  // namespace pushgate::report
