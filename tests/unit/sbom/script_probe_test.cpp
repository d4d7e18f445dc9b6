// SPDX-License-Identifier: Apache-2.0
#include "sbom/script_probe.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "base/memory_file.hpp"

namespace pushgate::sbom {
namespace {

/// The interpreter of a script whose text goes on with `body`; empty where none is kept.
std::string interpreter(const std::string& first, const std::string& body = "body\n") {
  const auto text = probe_script(MemoryFile(first + body));
  if (!text) return text.error().what;
  const auto script = probed_script(*text);
  if (!script) return *text == R"({"kind":"script"})" ? "" : *text;
  EXPECT_EQ(script->body, crypto::sha256(body)) << first;
  return script->interpreter;
}

std::string through_sh(const std::string& path) {
  return "#!/bin/sh\n'''exec' " + path + " \"$0\" \"$@\"\n' '''\n";
}

TEST(ScriptProbe, names_its_interpreter) {
  EXPECT_EQ(interpreter("#!/usr/bin/python3\n"), "/usr/bin/python3");
  EXPECT_EQ(interpreter("#!/usr/bin/python3\n", ""), "/usr/bin/python3");
  EXPECT_EQ(interpreter(through_sh("/a/python")), "/a/python");
  EXPECT_EQ(interpreter(through_sh("\"/a b/python\"")), "/a b/python");
  EXPECT_EQ(interpreter(through_sh("'/a b/python'")), "/a b/python");
  EXPECT_EQ(interpreter(through_sh(R"sh("$(dirname -- "$(realpath -- "$0")")"/'python3')sh")), "./python3");
}

TEST(ScriptProbe, in_a_way_that_no_installer_knows) {
  for (const char* first : {"#!/usr/bin/env python3\n", "#!python\n", "#! /usr/bin/python3\n",
                            "#!/usr/bin/python3 -I\n", "#!/a/$(id)/python\n", "#!/bin/sh\n",
                            "#!/bin/sh\n'''exec' /a/python \"$0\" \"$@\"\n", "import os\n"}) {
    EXPECT_EQ(interpreter(first), "") << first;
  }
  for (const char* path :
       {"a/python", "/a b/python", "/a;id;/python", "\"/a/$(id)/python\"", "'/a'id'/python'", "\"/a/python'",
        R"sh("$(dirname -- "$(realpath -- "$0")")"/'../python')sh",
        R"sh("$(dirname -- "$(realpath -- "$0")")"/'')sh", "\""}) {
    EXPECT_EQ(interpreter(through_sh(path)), "") << path;
  }
}

TEST(ScriptProbe, a_large_one_is_a_script_and_no_more) {
  EXPECT_EQ(interpreter("#!/usr/bin/python3\n", std::string((16u << 10) - 19, 'x')), "/usr/bin/python3");
  EXPECT_EQ(interpreter("#!/usr/bin/python3\n", std::string((16u << 10) - 18, 'x')), "");
}

TEST(ScriptProbe, a_text_of_another_kind) {
  EXPECT_FALSE(probed_script(R"({"kind":"pyc"})"));
  EXPECT_FALSE(probed_script("x"));
}

}  // namespace
}  // namespace pushgate::sbom
