// SPDX-License-Identifier: Apache-2.0
#include "sbom/debian_copyright.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::sbom {
namespace {

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& license : read_debian_copyright(text)) {
    out.push_back((license.kind == model::License::Kind::spdx_id ? "id " : "name ") + license.text);
  }
  return out;
}

using Names = std::vector<std::string>;

TEST(DebianCopyright, maps_short_names_to_spdx_ids) {
  EXPECT_EQ(
      names("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
            "Files: *\nCopyright: 2020 A\nLicense: GPL-2+ or Artistic, and Expat\n text of the licence\n\n"
            "Files: b\nLicense: LGPL-2.1\n\nLicense: BSD-3-clause\nlicense: GFDL-1.3+\nLicense: Expat\n"),
      (Names{"id Artistic-1.0", "id BSD-3-Clause", "id GFDL-1.3-or-later", "id GPL-2.0-or-later",
             "id LGPL-2.1-only", "id MIT"}));
}

TEST(DebianCopyright, keeps_what_is_no_spdx_id_as_a_name) {
  EXPECT_EQ(names("Format: x\nLicense: GPL-2+ with OpenSSL exception\nLicense: public-domain\nLicense:\n"
                  "License: GPL-7\n"),
            (Names{"name GPL-2+ with OpenSSL exception", "name GPL-7", "name public-domain"}));
}

TEST(DebianCopyright, falls_back_to_references_to_common_licences) {
  EXPECT_EQ(
      names("This package was debianized by X.\nOn Debian systems see /usr/share/common-licenses/GPL-2.\n"
            "and `/usr/share/common-licenses/Apache-2.0', /usr/share/common-licenses/BSD\n"),
      (Names{"id Apache-2.0", "name BSD", "name GPL-2"}));
  EXPECT_EQ(names("Do what you like.\nLicense: MIT\n"), Names{});
  EXPECT_EQ(names("see /usr/share/common-licenses/"), Names{});
  EXPECT_EQ(names(""), Names{});
}

TEST(DebianCopyright, knows_its_files_by_their_place) {
  EXPECT_TRUE(is_copyright_file("usr/share/doc/openssl/copyright"));
  EXPECT_TRUE(is_copyright_file("opt/root/usr/share/doc/a/copyright"));
  EXPECT_FALSE(is_copyright_file("usr/share/doc/ca-certificates/examples/debian/copyright"));
  EXPECT_FALSE(is_copyright_file("usr/share/doc/copyright"));
  EXPECT_FALSE(is_copyright_file("copyright"));
}

}  // namespace
}  // namespace pushgate::sbom
