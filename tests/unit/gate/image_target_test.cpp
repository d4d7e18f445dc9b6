// SPDX-License-Identifier: Apache-2.0
#include "gate/image_target.hpp"

#include <gtest/gtest.h>

namespace pushgate::gate {
namespace {

model::Component package(std::string ecosystem, std::string name, std::string version,
                         std::string path = "") {
  model::Component component;
  component.ecosystem = std::move(ecosystem);
  component.name = std::move(name);
  component.version = std::move(version);
  component.evidence_path = std::move(path);
  return component;
}

model::Component distribution(const std::string& folder) {
  return package("pypi", "urllib3", "2.8.0", folder + "/urllib3-2.8.0.dist-info/METADATA");
}

/// The targets' names, one a line.
std::string targets(std::vector<model::Component> components, const oci::Platform& platform,
                    const std::vector<std::string>& pythons = {}) {
  model::Inventory inventory;
  inventory.components = std::move(components);
  const auto found = image_targets(platform, inventory, pythons);
  if (!found) return found.error().render();
  std::string text;
  for (const auto& target : *found) text += target.name + "\n";
  return text;
}

const oci::Platform k_amd64{"linux", "amd64", ""};

TEST(ImageTarget, the_python_of_the_distributions_and_the_c_library_of_the_system) {
  const auto installed = distribution("usr/local/lib/python3.12/site-packages");
  EXPECT_EQ(targets({package("deb", "libc6", "2.36-9+deb12u7"), installed}, k_amd64),
            "Python 3.12 on manylinux_2_36_x86_64\n");
  EXPECT_EQ(targets({package("apk", "musl", "1.2.5-r0"), installed}, {"linux", "arm64", "v8"}),
            "Python 3.12 on musllinux_1_2_aarch64\n");
  EXPECT_EQ(targets({package("rpm", "glibc", "0:2.34-100.el9"), installed}, k_amd64),
            "Python 3.12 on manylinux_2_34_x86_64\n");
}

TEST(ImageTarget, without_a_c_library_the_platform) {
  const auto installed = distribution("usr/local/lib/python3.12/site-packages");
  EXPECT_EQ(targets({installed}, k_amd64), "Python 3.12 on linux/amd64\n");
  EXPECT_EQ(targets({package("deb", "libc6", "2.99999-1"), installed}, k_amd64),
            "Python 3.12 on linux/amd64\n");
  EXPECT_EQ(targets({package("deb", "libc6", "2.36-1"), installed}, {"windows", "amd64", ""}),
            "Python 3.12 on windows/amd64\n");
  for (const std::string version : {"", "2", "2.", ".36", "x", ":"}) {
    EXPECT_EQ(targets({package("deb", "libc6", version), installed}, k_amd64), "Python 3.12 on linux/amd64\n")
        << version;
  }
}

TEST(ImageTarget, every_python_that_is_not_the_systems) {
  auto system = package("deb", "python3-pip", "23");
  system.nested.push_back(distribution("usr/lib/python3.11/site-packages"));
  EXPECT_EQ(targets({system, distribution("opt/a/lib/python3.13/site-packages"),
                     distribution("opt/b/lib/pypy3.10/site-packages"),
                     distribution("opt/c/lib/python3.13/site-packages")},
                    k_amd64),
            "Python 3.13 on linux/amd64\nPython pypy3.10 on linux/amd64\n");
  EXPECT_EQ(targets({system}, k_amd64), "Python 3.11 on linux/amd64\n");
}

TEST(ImageTarget, what_is_not_said_or_makes_no_sense_is_left_open) {
  EXPECT_EQ(targets({}, k_amd64), "linux/amd64\n");
  EXPECT_EQ(targets({distribution("usr/lib/python3/dist-packages")}, k_amd64), "linux/amd64\n");
  EXPECT_EQ(targets({distribution("usr/lib/python3.99999999999/site-packages")}, k_amd64), "linux/amd64\n");
  EXPECT_EQ(targets({distribution("usr/lib/python3.12/site-packages")}, {"plan9", "mips", ""}),
            "Python 3.12\n");
  EXPECT_EQ(targets({}, {"plan9", "mips", ""}), "");
}

TEST(ImageTarget, what_the_user_says_goes_before_the_image) {
  const auto installed = distribution("usr/local/lib/python3.12/site-packages");
  EXPECT_EQ(targets({installed}, k_amd64, {"3.11.9"}), "Python 3.11.9 on linux/amd64\n");
  EXPECT_EQ(targets({installed}, k_amd64, {"x"}),
            "pushgate: error: --python: names no Python; expected 3.11, 3.13t, cp311 or pypy3.10, got x\n");
}

}  // namespace
}  // namespace pushgate::gate
