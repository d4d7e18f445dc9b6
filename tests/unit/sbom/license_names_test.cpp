// SPDX-License-Identifier: Apache-2.0
#include "sbom/license_names.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace pushgate::sbom {
namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

TEST(LicenseNames, finds_the_id_of_a_name_that_means_one_licence) {
  const Cases cases = {
      {"Apache License 2.0", "Apache-2.0"},
      {"Apache License, Version 2.0", "Apache-2.0"},
      {"The Apache Software License, Version 2.0", "Apache-2.0"},
      {"Apache 2.0", "Apache-2.0"},
      {"Apache-2", "Apache-2.0"},
      {"ASL 2.0", "Apache-2.0"},
      {"MIT License", "MIT"},
      {"The MIT License (MIT)", "MIT"},
      {"Expat", "MIT"},
      {"ISC license", "ISC"},
      {"3-Clause BSD License", "BSD-3-Clause"},
      {"BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause"},
      {"New BSD License", "BSD-3-Clause"},
      {"Simplified BSD", "BSD-2-Clause"},
      {"Mozilla Public License Version 2.0", "MPL-2.0"},
      {"Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"},
      {"Eclipse Public License - v 2.0", ""},
      {"Eclipse Public License v2.0", "EPL-2.0"},
      {"Boost Software License 1.0", "BSL-1.0"},
      {"zlib License", "Zlib"},
      {"The Unlicense", "Unlicense"},
      {"CC0 1.0 Universal", "CC0-1.0"},
      {"GNU General Public License v2 or later", "GPL-2.0-or-later"},
      {"GNU General Public License, version 2 or any later version", "GPL-2.0-or-later"},
      {"GNU Lesser General Public License v2.1 only", "LGPL-2.1-only"},
      {"GNU Affero General Public License v3.0 or later", "AGPL-3.0-or-later"},
      {"GPLv2+", "GPL-2.0-or-later"},
      {"GPL2+", "GPL-2.0-or-later"},
      {"LGPL-2.1+", "LGPL-2.1-or-later"},
  };
  for (const auto& [name, id] : cases) EXPECT_EQ(license_id_of_name(name), id) << name;
}

TEST(LicenseNames, leaves_what_may_mean_several) {
  for (const auto* name : {"",
                           "License",
                           "BSD",
                           "BSD License",
                           "GPL",
                           "GPL-2",
                           "GPLv2",
                           "GNU GPL v3",
                           "LGPL",
                           "LGPLv2.1",
                           "Apache",
                           "Apache License",
                           "Apache Software License",
                           "Artistic License",
                           "Public Domain",
                           "Proprietary",
                           "GPL-9+",
                           "GPL-2+ with OpenSSL exception",
                           "LLVM-exception",
                           "MIT or Apache-2.0",
                           "Python",
                           "PSF"}) {
    EXPECT_EQ(license_id_of_name(name), "") << name;
  }
  EXPECT_EQ(license_id_of_name(std::string(100'000, 'x')), "");
}

TEST(LicenseNames, knows_the_short_names_of_debian) {
  const Cases cases = {
      {"GPL-2+", "GPL-2.0-or-later"},
      {"GPL-2", "GPL-2.0-only"},
      {"GPL-1+", "GPL-1.0-or-later"},
      {"LGPL-2.1", "LGPL-2.1-only"},
      {"LGPL-2.1+", "LGPL-2.1-or-later"},
      {"AGPL-3+", "AGPL-3.0-or-later"},
      {"GFDL-1.3", "GFDL-1.3-only"},
      {"GPL-2.0+", "GPL-2.0-or-later"},
      {"BSD-3-clause", "BSD-3-Clause"},
      {"Apache-2.0", "Apache-2.0"},
      {"expat", "MIT"},
      {"CC0", "CC0-1.0"},
      {"Artistic", "Artistic-1.0"},
      {"GPL", ""},
      {"public-domain", ""},
      {"BSD", ""},
      {"GPL-2+ with OpenSSL exception", ""},
  };
  for (const auto& [name, id] : cases) EXPECT_EQ(license_id_of_debian_name(name), id) << name;
}

}  // namespace
}  // namespace pushgate::sbom
