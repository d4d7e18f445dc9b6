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

TEST(Spdx, keeps_exceptions_apart_from_licences) {
  EXPECT_EQ(spdx_id("LLVM-exception"), "");
  EXPECT_EQ(spdx_exception("llvm-EXCEPTION"), "LLVM-exception");
  EXPECT_EQ(spdx_exception("linux-syscall-note"), "Linux-syscall-note");
  EXPECT_EQ(spdx_exception("MIT"), "");
  // A licence of old that has its exception in its name.
  EXPECT_EQ(spdx_id("gpl-2.0-with-classpath-exception"), "GPL-2.0-with-classpath-exception");
  EXPECT_EQ(spdx_exception("GPL-2.0-with-classpath-exception"), "");
}

TEST(Spdx, writes_expressions_in_the_spelling_of_the_list) {
  EXPECT_EQ(spdx_expression("mit"), "MIT");
  EXPECT_EQ(spdx_expression("  apache-2.0  OR\tmit "), "Apache-2.0 OR MIT");
  EXPECT_EQ(spdx_expression("( mit AND(isc OR 0BSD) )"), "(MIT AND (ISC OR 0BSD))");
  EXPECT_EQ(spdx_expression("gpl-2.0-ONLY WITH classpath-exception-2.0 AND epl-1.0+"),
            "GPL-2.0-only WITH Classpath-exception-2.0 AND EPL-1.0+");
  EXPECT_EQ(spdx_expression("gpl-2.0+"), "GPL-2.0+");
  EXPECT_EQ(spdx_expression("DocumentRef-a:LicenseRef-Own.1 OR LicenseRef-x"),
            "DocumentRef-a:LicenseRef-Own.1 OR LicenseRef-x");
}

TEST(Spdx, tells_expressions) {
  for (const auto* text :
       {"MIT", "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause) OR GPL-2.0-or-later WITH Bison-exception-2.2",
        "LicenseRef-own AND MIT", "((MIT))"}) {
    EXPECT_TRUE(is_spdx_expression(text)) << text;
  }
  for (const auto* text : {"",
                           "MIT OR",
                           "OR MIT",
                           "(MIT",
                           "MIT)",
                           "MIT Apache-2.0",
                           "MIT or Apache-2.0",
                           "()",
                           "MIT WITH",
                           "MIT WITH (x)",
                           "Own-License",
                           "MIT WITH MIT",
                           "MIT WITH Own-exception",
                           "(MIT) WITH LLVM-exception",
                           "LLVM-exception",
                           "MIT AND",
                           "MIT AND ()",
                           "MIT WITH LLVM-exception WITH LLVM-exception",
                           "LicenseRef-",
                           "LicenseRef-a_b",
                           "DocumentRef-a:MIT",
                           "DocumentRef-:LicenseRef-a",
                           "LicenseRef-a+",
                           "MIT++",
                           "+",
                           "MIT and ISC",
                           "MIT) (ISC"}) {
    EXPECT_FALSE(is_spdx_expression(text)) << text;
  }
  EXPECT_FALSE(is_spdx_expression(std::string(100'000, '(') + "MIT" + std::string(100'000, ')')));
}

TEST(Spdx, keeps_a_statement_as_exactly_as_it_can) {
  EXPECT_EQ(stated_license(" bsd-3-clause ").text, "BSD-3-Clause");
  EXPECT_EQ(stated_license("bsd-3-clause").kind, Kind::spdx_id);
  EXPECT_EQ(stated_license("MIT AND ISC").kind, Kind::spdx_expression);
  EXPECT_EQ(stated_license("mit and isc").kind, Kind::name);
  EXPECT_EQ(stated_license("mit AND isc").text, "MIT AND ISC");
  EXPECT_EQ(stated_license("Apache License, Version 2.0").text, "Apache-2.0");
  EXPECT_EQ(stated_license("Apache License, Version 2.0").kind, Kind::spdx_id);
  EXPECT_EQ(stated_license("LLVM-exception").kind, Kind::name);
  const auto text = stated_license("Copyright 2001 by A\n\nPermission is hereby granted…");
  EXPECT_EQ(text.kind, Kind::name);
  EXPECT_EQ(text.text, "Copyright 2001 by A");
  EXPECT_EQ(stated_license(std::string(199, 'x') + "é").text, std::string(199, 'x'));
}

TEST(Spdx, parts_a_field_of_several_licences) {
  const auto listed = [](std::string_view text) {
    std::string out;
    for (const auto& license : stated_licenses(text)) out += "[" + license.text + "]";
    return out;
  };
  EXPECT_EQ(listed("MIT BSD GPL2+"), "[MIT][BSD][GPL-2.0-or-later]");
  EXPECT_EQ(listed("MIT and (BSD or ISC)"), "[MIT][BSD][ISC]");
  EXPECT_EQ(listed("MIT AND ISC"), "[MIT AND ISC]");
  EXPECT_EQ(listed("Apache License 2.0"), "[Apache-2.0]");
  EXPECT_EQ(listed("my own terms"), "[my own terms]");
  EXPECT_EQ(listed("  "), "");
}

}  // namespace
}  // namespace pushgate::sbom
