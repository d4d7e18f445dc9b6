// SPDX-License-Identifier: Apache-2.0
#include "sbom/spdx.hpp"

#include <gtest/gtest.h>

namespace pushgate::sbom {
namespace {

using Kind = model::License::Kind;

TEST(Spdx, knows_the_ids_of_the_schema) {
  EXPECT_EQ(spdx_id("mit"), "MIT");
  EXPECT_EQ(spdx_id("APACHE-2.0"), "Apache-2.0");
  EXPECT_EQ(spdx_id("Apache 2.0"), "");
  EXPECT_EQ(spdx_id(""), "");
}

TEST(Spdx, tells_expressions) {
  for (const auto* text :
       {"MIT", "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause) OR GPL-2.0-or-later WITH Bison-exception-2.2",
        "LicenseRef-own AND MIT", "((MIT))"}) {
    EXPECT_TRUE(is_spdx_expression(text)) << text;
  }
  for (const auto* text : {"", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT or Apache-2.0",
                           "()", "MIT WITH", "MIT WITH (x)", "Own-License"}) {
    EXPECT_FALSE(is_spdx_expression(text)) << text;
  }
  EXPECT_FALSE(is_spdx_expression(std::string(100'000, '(') + "MIT" + std::string(100'000, ')')));
}

TEST(Spdx, keeps_a_statement_as_exactly_as_it_can) {
  EXPECT_EQ(stated_license(" bsd-3-clause ").text, "BSD-3-Clause");
  EXPECT_EQ(stated_license("bsd-3-clause").kind, Kind::spdx_id);
  EXPECT_EQ(stated_license("MIT AND ISC").kind, Kind::spdx_expression);
  const auto text = stated_license("Copyright 2001 by A\n\nPermission is hereby granted…");
  EXPECT_EQ(text.kind, Kind::name);
  EXPECT_EQ(text.text, "Copyright 2001 by A");
  EXPECT_EQ(stated_license(std::string(199, 'x') + "é").text, std::string(199, 'x'));
}

}  // namespace
}  // namespace pushgate::sbom
