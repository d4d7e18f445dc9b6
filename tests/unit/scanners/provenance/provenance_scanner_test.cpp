// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/provenance_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/files.hpp"
#include "store/staged_folder.hpp"
#include "support/zip_builder.hpp"
#include "unit/scanners/provenance/installed_image.hpp"

namespace pushgate::scanners {
namespace {

using Outcome = model::ScannerRun::Outcome;
using sbom::LayerBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

const Files k_files = {
    {"a/__init__.py", "one"}, {"a/b.py", "two"}, {"../../../bin/a", "#!/usr/bin/python3\n"}};
const std::string k_subject = "pkg:pypi/a@1";

/// What is found in an image of `a 1` with one more layer.
std::vector<std::string> found_in(const LayerBuilder& upper) {
  LayerBuilder lower;
  install(lower, "a", "1", k_files);
  const auto all = sbom::layers({lower, upper});
  const auto result = scan(all);
  EXPECT_EQ(result.run.outcome, Outcome::complete) << result.run.reason;
  return told(result, all);
}

TEST(ProvenanceScanner, an_upper_layer_that_touches_what_was_installed) {
  const std::string digest = crypto::sha256("two").to_string();
  const std::string other = crypto::sha256("twO").to_string();
  const std::string by = "; last written by layer 2 of 2, made by `STEP 2`";
  const std::string in_a = ": no RECORD names it, and it lies in a folder of a 1" + by;
  const std::string startup = "is a module that Python runs whenever it starts, and nobody's" + by;
  const std::string site = k_site;
  const struct {
    const char* what;
    LayerBuilder upper;
    std::vector<std::string> found;
  } k_cases[] = {
      {"something else", LayerBuilder().file("etc/motd", "x"), {}},
      {"one byte",
       LayerBuilder().file(site + "a/b.py", "twO"),
       {"2 SITE/a/b.py provenance/changed-file " + k_subject + ": is " + other + "; expected " + digest +
        ", as the RECORD of a 1 says" + by}},
      {"the same bytes", LayerBuilder().file(site + "a/b.py", "two"), {}},
      {"a link to the same bytes",
       LayerBuilder().file("opt/b", "two").symlink(site + "a/b.py", "/opt/b"),
       {}},
      {"a link to others",
       LayerBuilder().file("opt/b", "twO").symlink(site + "a/b.py", "/opt/b"),
       {"2 SITE/a/b.py provenance/changed-file " + k_subject + ": is " + other + "; expected " + digest +
        ", as the RECORD of a 1 says" + by}},
      {"a link to nothing",
       LayerBuilder().symlink(site + "a/b.py", "/opt/b"),
       {"1 SITE/a/b.py provenance/missing-file " + k_subject +
            ": 1 of the 6 files of a 1 are not there, in no layer: SITE/a/b.py",
        "2 SITE/a/b.py provenance/added-file " + k_subject + in_a}},
      {"a folder",
       LayerBuilder().whiteout(site + "a/b.py").directory(site + "a/b.py"),
       {"2 SITE/a/b.py provenance/changed-file " + k_subject +
        ": is no regular file, as the RECORD of a 1 says" + by}},
      {"a removed file",
       LayerBuilder().whiteout(site + "a/b.py"),
       {"2 SITE/a/b.py provenance/missing-file " + k_subject +
        ": 1 of the 6 files of a 1 are not there, removed by "
        "layer 2 of 2, made by `STEP 2`: SITE/a/b.py"}},
      {"a removed folder",
       LayerBuilder().opaque(site + "a"),
       {"2 SITE/a/__init__.py provenance/missing-file " + k_subject +
        ": 2 of the 6 files of a 1 are not there, "
        "removed by layer 2 of 2, made by `STEP 2`: SITE/a/__init__.py, SITE/a/b.py"}},
      {"an added module",
       LayerBuilder().unread_file(site + "a/c.py"),
       {"2 SITE/a/c.py provenance/added-file " + k_subject + in_a}},
      {"an added file of metadata",
       LayerBuilder().unread_file(site + "a-1.dist-info/entry_points.txt"),
       {"2 SITE/a-1.dist-info/entry_points.txt provenance/added-file " + k_subject + in_a}},
      {"what installers add", LayerBuilder().file(site + "a-1.dist-info/REQUESTED", ""), {}},
      {"a changed METADATA",
       LayerBuilder().file(site + "a-1.dist-info/INSTALLER", "uv"),
       {"2 SITE/a-1.dist-info/INSTALLER provenance/changed-file " + k_subject + ": is " +
        crypto::sha256("uv").to_string() + "; expected " + crypto::sha256("pip\n").to_string() +
        ", as the RECORD of a 1 says" + by}},
      {"a changed script",
       LayerBuilder().file("usr/local/bin/a", "curl"),
       {"2 /usr/local/bin/a provenance/changed-file " + k_subject + ": is " +
        crypto::sha256("curl").to_string() + "; expected " +
        crypto::sha256("#!/usr/bin/python3\n").to_string() + ", as the RECORD of a 1 says" + by}},
      {"compiled modules",
       LayerBuilder()
           .unread_file(site + "a/__pycache__/b.cpython-311.pyc")
           .unread_file(site + "a/__pycache__/b.cpython-311.opt-1.pyc")
           .unread_file(site + "a/__pycache__/b.cpython-311-pytest-7.4.0.pyc"),
       {}},
      {"a compiled module without source",
       LayerBuilder().unread_file(site + "a/__pycache__/c.cpython-311.pyc"),
       {"2 SITE/a/__pycache__/c.cpython-311.pyc provenance/orphan-pyc SITE/a/__pycache__/c.cpython-311.pyc: "
        "is "
        "compiled from a module that is not there" +
        by}},
      {"one that Python would import",
       LayerBuilder().unread_file(site + "a/c.pyc"),
       {"2 SITE/a/c.pyc provenance/added-file " + k_subject + in_a}},
      {"a module of its own",
       LayerBuilder().unread_file(site + "c.py").unread_file(site + "README.txt"),
       {"2 SITE/c.py provenance/unowned-module SITE/c.py: no distribution brought it" + by}},
      {"a package of its own",
       LayerBuilder().unread_file(site + "c/__init__.py").unread_file(site + "c/d.so"),
       {"2 SITE/c/__init__.py provenance/unowned-module SITE/c/__init__.py: no distribution brought it, nor "
        "1 more "
        "files of c" +
        by}},
      {"a .pth of paths",
       LayerBuilder().file(site + "x.pth", "/opt/x\nimportant\n"),
       {"2 SITE/x.pth provenance/unowned-pth SITE/x.pth: no package brought this .pth, which Python reads "
        "whenever "
        "it starts" +
        by}},
      {"a .pth of code",
       LayerBuilder().file(site + "x.pth", "/opt/x\nimport os; os.getenv('A')\rimport\tb\n"),
       {"2 SITE/x.pth provenance/unowned-pth SITE/x.pth: no package brought this .pth, which Python reads "
        "whenever "
        "it starts; it executes `import os; os.getenv('A')` and 1 more lines" +
        by}},
      {"a .pth that was not kept",
       LayerBuilder().unread_file(site + "x.pth"),
       {"2 SITE/x.pth provenance/unowned-pth SITE/x.pth: no package brought this .pth, which Python reads "
        "whenever "
        "it starts; what it does is not known, since it is too large or a link that leads nowhere" +
        by}},
      {"a .pth below",
       LayerBuilder().file(site + "a/x.pth", "import os"),
       {"2 SITE/a/x.pth provenance/added-file " + k_subject + in_a}},
      {"sitecustomize",
       LayerBuilder().unread_file(site + "sitecustomize.py"),
       {"2 SITE/sitecustomize.py provenance/unowned-pth SITE/sitecustomize.py: " + startup}},
      {"usercustomize of the library",
       LayerBuilder().unread_file("usr/local/lib/python3.11/usercustomize.py"),
       {"2 /usr/local/lib/python3.11/usercustomize.py provenance/unowned-pth "
        "/usr/local/lib/python3.11/usercustomize.py: " +
        startup}},
      {"no module of Python's", LayerBuilder().unread_file("opt/sitecustomize.py"), {}},
  };
  for (const auto& one : k_cases) {
    EXPECT_THAT(found_in(one.upper), UnorderedElementsAreArray(one.found)) << one.what;
  }
}

/// What is found in one layer.
std::vector<std::string> found(const LayerBuilder& layer) {
  const auto all = sbom::layers({layer});
  return told(scan(all), all);
}

TEST(ProvenanceScanner, an_image_without_python_is_complete) {
  const auto all = sbom::layers({LayerBuilder().file("etc/motd", "x")});
  const auto result = scan(all);
  EXPECT_EQ(result.run.scanner, "provenance");
  EXPECT_EQ(result.run.outcome, Outcome::complete);
  EXPECT_THAT(result.findings, IsEmpty());
}

TEST(ProvenanceScanner, what_cannot_be_read_or_was_not_hashed_makes_it_incomplete) {
  LayerBuilder broken;
  install(broken, "a", "1", k_files);
  broken.file(k_site + "b-2.dist-info/METADATA", sbom::metadata("b", "2"));
  broken.file(k_site + "b-2.dist-info/RECORD", "\"b.py,,\n");
  LayerBuilder unhashed;
  unhashed.file(k_site + "b-2.dist-info/METADATA", sbom::metadata("b", "2"));
  unhashed.file(k_site + "b-2.dist-info/RECORD", record_line("b.py", "b"));
  unhashed.unread_file(k_site + "b.py");
  const std::pair<LayerBuilder, std::string> k_cases[] = {
      {broken, "/" + k_site + "b-2.dist-info/RECORD: has a quote that is not closed"},
      {unhashed, "/" + k_site + "b.py was not hashed"},
  };
  for (const auto& [layer, reason] : k_cases) {
    const auto all = sbom::layers({layer});
    const auto result = scan(all);
    EXPECT_EQ(result.run.outcome, Outcome::incomplete);
    EXPECT_EQ(result.run.reason, reason);
  }
}

TEST(ProvenanceScanner, what_a_record_does_not_prove) {
  LayerBuilder layer;
  layer.file(k_site + "b-2.dist-info/METADATA", sbom::metadata("b", "2"));
  layer.file(k_site + "b-2.dist-info/RECORD",
             "b.py,,\nc.py,md5=00,7\nd.py,,4\n__pycache__/b.cpython-311.pyc,,\nb-2.dist-info/RECORD,,\n" +
                 record_line("b-2.dist-info/METADATA", sbom::metadata("b", "2")));
  layer.unread_file(k_site + "b.py").unread_file(k_site + "c.py").unread_file(k_site + "d.py");
  EXPECT_THAT(
      found(layer),
      ElementsAre("1 SITE/d.py provenance/changed-file pkg:pypi/b@2: has 7 bytes; expected 4, as the RECORD "
                  "of b 2 says; last written by layer 1 of 1, made by `STEP 1`",
                  "1 SITE/b.py provenance/weak-proof pkg:pypi/b@2: the RECORD of b 2 gives no SHA-256 for 2 "
                  "of its 6 files: SITE/b.py, SITE/c.py"));
}

TEST(ProvenanceScanner, distributions_as_such) {
  LayerBuilder layer;
  install(layer, "a", "1", k_files);
  install(layer, "a", "1.1",
          {{"a/c.py", "c"},
           {"a-1.1.dist-info/direct_url.json", R"({"url": "https://u:p@host/a.whl", "archive_info": {}})"}});
  layer.file(k_site + "old-3.egg-info/PKG-INFO", sbom::metadata("old", "3"));
  layer.unread_file(k_site + "old.py");  // may be its own
  EXPECT_THAT(
      found(layer),
      ElementsAre(
          "1 SITE/a-1.1.dist-info/direct_url.json provenance/direct-url pkg:pypi/a@1.1: a 1.1 was installed "
          "from https://host/a.whl",
          "1 SITE/old-3.egg-info/PKG-INFO provenance/no-record pkg:pypi/old@3: old 3 has no RECORD, so "
          "nothing can be said of its files",
          "1 SITE/a-1.1.dist-info/METADATA provenance/two-versions pkg:pypi/a@1.1: a is installed 2 times in "
          "/usr/local/lib/python3.11/site-packages: 1.1 and 1"));
}

TEST(ProvenanceScanner, two_distributions_with_one_file) {
  LayerBuilder lower;
  install(lower, "a", "1", {{"t/__init__.py", "one"}, {"t/same.py", "same"}});
  LayerBuilder upper;
  install(upper, "b", "2", {{"t/__init__.py", "two"}, {"t/same.py", "same"}});
  const auto all = sbom::layers({lower, upper});
  EXPECT_THAT(
      told(scan(all), all),
      ElementsAre("2 SITE/t/__init__.py provenance/changed-file pkg:pypi/a@1: is " +
                  crypto::sha256("two").to_string() + "; expected " + crypto::sha256("one").to_string() +
                  ", as the RECORD of a 1 says; last written by layer 2 of 2, made by `STEP 2`; it is the "
                  "file of b 2, which was installed over it"));
}

TEST(ProvenanceScanner, what_another_distribution_carries_is_its_own) {
  LayerBuilder layer;
  Files files = {{"a/_vendor/b-2.dist-info/METADATA", sbom::metadata("b", "2")},
                 {"a/_vendor/b-2.dist-info/RECORD", "gone.py,,\n"},
                 {"a/_vendor/b.py", "b"}};
  install(layer, "a", "1", files);
  EXPECT_THAT(found(layer), IsEmpty());
}

TEST(ProvenanceScanner, what_the_system_ships_is_left_to_it) {
  LayerBuilder layer;
  layer.file("etc/os-release", "ID=debian\nVERSION_ID=12\n");
  layer.file("var/lib/dpkg/status", sbom::deb_stanza("python3-yaml", "6.0-3"));
  layer.file(
      "var/lib/dpkg/info/python3-yaml.list",
      "/.\n/usr/lib/python3/dist-packages/yaml/__init__.py\n/usr/lib/python3/dist-packages/a.pth\n"
      "/usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO\n/usr/lib/python3.11/sitecustomize.py\n");
  layer.file("usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO", sbom::metadata("PyYAML", "6.0"));
  layer.unread_file("usr/lib/python3/dist-packages/yaml/__init__.py");
  layer.unread_file("usr/lib/python3/dist-packages/a.pth");
  layer.symlink("usr/lib/python3.11/sitecustomize.py", "/etc/sitecustomize.py");
  EXPECT_THAT(found(layer), IsEmpty());
  layer.file("usr/lib/python3/dist-packages/b.pth", "import b");
  EXPECT_THAT(found(layer), ElementsAre(::testing::HasSubstr("/b.pth provenance/unowned-pth")));
}

TEST(ProvenanceScanner, scripts_that_target_moved_into_the_site) {
  LayerBuilder layer;
  install(layer, "a", "1", {{"a.py", "a"}});
  LayerBuilder upper;
  const std::string record = record_line("a.py", "a") + record_line("../../bin/a", "run") +
                             "a-1.dist-info/RECORD,,\n" +
                             record_line("a-1.dist-info/METADATA", sbom::metadata("a", "1"));
  upper.file(k_site + "a-1.dist-info/RECORD", record).file(k_site + "bin/a", "run");
  const auto all = sbom::layers({layer, upper});
  EXPECT_THAT(told(scan(all), all), IsEmpty());
}

/// What a lock finds in an image with `a 1` and `b 2`.
std::vector<std::string> found_by(const std::string& lock, bool of_base = false) {
  LayerBuilder lower;
  install(lower, "a", "1", {{"a.py", "a"}});
  LayerBuilder upper;
  install(upper, "b", "2", {{"b.py", "b"}});
  const auto all = sbom::layers({lower, upper});
  const auto scratch = store::ScratchFolder::create();
  const auto path = scratch->path() / "lock";
  EXPECT_TRUE(store::write_file(path, lock));
  EXPECT_TRUE(store::write_file(scratch->path() / "more", "b==2\n"));
  auto lines = told(scan(all, path, {}, of_base), all);
  const std::string folder = scratch->path().string() + "/";
  std::erase_if(lines, [](const std::string& line) { return line.find("weak-proof") != std::string::npos; });
  for (auto& line : lines) {
    for (auto at = line.find(folder); at != std::string::npos; at = line.find(folder))
      line.erase(at, folder.size());
  }
  return lines;
}

TEST(ProvenanceScanner, what_a_lock_names) {
  const std::string unlocked_a =
      "1 SITE/a-1.dist-info/METADATA provenance/unlocked-distribution pkg:pypi/a@1: ";
  const std::string missing_c = "- lock provenance/missing-distribution pkg:pypi/c@3: ";
  const struct {
    std::string lock;
    std::vector<std::string> found;
  } k_cases[] = {
      {"a==1\nb==2\n", {}},
      {"A==1.0\nb==2 ; python_version < '4'\n", {}},
      {"a==1\n-r more\n", {}},
      {"a==1\n-c more\nc==3\n", {missing_c + "c==3 is locked and not installed"}},
      {"b==2\n", {unlocked_a + "a 1 is named by no line of the lock"}},
      {"b==2\na @ https://host/a.whl\n", {}},
      {"b==2\nhttps://host/x.whl\n", {"?" + unlocked_a + "a 1 is named by no line of the lock"}},
      {"a==1;python_version<'3'\nb==2\n", {unlocked_a + "a 1 is locked only where `python_version<'3'`"}},
      {"a==1;python_version<'3'\na==1;python_version>='3'\nb==2\n", {}},
      {"a==1\nb==2.1\n",
       {"2 SITE/b-2.dist-info/METADATA provenance/other-version pkg:pypi/b@2: b is installed in version 2; "
        "lock:2 "
        "pins 2.1"}},
      {"a==1\nb==2\nc==3\n", {missing_c + "c==3 is locked and not installed"}},
      {"a==1\nb==2\nc==3;sys_platform=='win32'\n", {}},
      {"a==1\nb==2\nc==3;platform_machine=='x86_64'\n", {missing_c + "c==3 is locked and not installed"}},
      {"a==1\nb==2\nc==3;platform_machine=='aarch64'\n", {}},
      {"a==1\nb==2\nc==3;platform_release>='5'\n",
       {"?" + missing_c +
        "c==3 is not installed; whether `platform_release>='5'` asks for it is not known here"}},
  };
  for (const auto& one : k_cases)
    EXPECT_THAT(found_by(one.lock), UnorderedElementsAreArray(one.found)) << one.lock;
  EXPECT_THAT(found_by("b==2\n", true), IsEmpty()) << "it came with the base image";
}

TEST(ProvenanceScanner, a_lock_that_cannot_be_read_makes_it_incomplete) {
  const auto all = sbom::layers({LayerBuilder().file("etc/motd", "x")});
  const auto result = scan(all, "/nowhere/lock");
  EXPECT_EQ(result.run.outcome, Outcome::incomplete);
  EXPECT_THAT(result.run.reason, ::testing::StartsWith("/nowhere/lock: "));
}

/// What the wheel of `a 1` finds, whose RECORD has these lines.
std::vector<std::string> found_by_wheel(const std::string& lines, std::string_view hash_of = {}) {
  LayerBuilder layer;
  install(layer, "a", "1",
          {{"a.py", "a"}, {"b.py", "b"}, {"../../../bin/a", "run"}, {"../../../bin/s", "#!x"}});
  const auto all = sbom::layers({layer});
  const auto scratch = store::ScratchFolder::create();
  const std::string record = lines + record_line("a-1.dist-info/METADATA", sbom::metadata("a", "1"));
  const std::string wheel = test::zip({{.name = "a-1.dist-info/RECORD", .content = record},
                                       {.name = "a-1.dist-info/entry_points.txt",
                                        .content = "[console_scripts]\na = a:main\n[other]\ns = x\n"}});
  EXPECT_TRUE(store::write_file(scratch->path() / "a-1-py3-none-any.whl", wheel));
  const auto lock = scratch->path() / "lock";
  const auto hash = crypto::sha256(hash_of.empty() ? wheel : hash_of).hex();
  EXPECT_TRUE(store::write_file(lock, "a==1 --hash=sha256:" + hash + "\n"));
  auto out = told(scan(all, lock, scratch->path()), all);
  for (auto& line : out)
    line = line.substr(0, line.find(": ")) + line.substr(std::min(line.size(), line.rfind(": ")));
  return out;
}

TEST(ProvenanceScanner, what_the_locked_wheel_says) {
  const std::string script = record_line("a-1.data/scripts/s", "#!python");
  const std::string good = record_line("a.py", "a") + record_line("b.py", "b") + script;
  const std::string changed = "1 SITE/a-1.dist-info/RECORD provenance/changed-record pkg:pypi/a@1: ";
  EXPECT_THAT(found_by_wheel(good), IsEmpty());
  EXPECT_THAT(found_by_wheel(record_line("a-1.data/purelib/a.py", "a") + record_line("b.py", "b") + script),
              IsEmpty());
  EXPECT_THAT(found_by_wheel(record_line("a.py", "A") + record_line("b.py", "b") + script),
              ElementsAre(changed + "SITE/a.py"));
  EXPECT_THAT(found_by_wheel(record_line("a.py", "a") + script), ElementsAre(changed + "SITE/b.py"));
  EXPECT_THAT(found_by_wheel(good + record_line("c.py", "c")), ElementsAre(changed + "SITE/c.py"));
  EXPECT_THAT(found_by_wheel(record_line("a.py", "a") + record_line("b.py", "b")),
              ElementsAre(changed + "/usr/local/bin/s"));
  EXPECT_THAT(found_by_wheel(good, "another wheel"),
              ElementsAre(::testing::HasSubstr("provenance/weak-proof")));
}

}  // namespace
}  // namespace pushgate::scanners
