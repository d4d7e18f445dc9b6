// SPDX-License-Identifier: Apache-2.0
#include "sbom/ownership.hpp"

#include <gtest/gtest.h>

#include "sbom/inventory.hpp"
#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

constexpr std::string_view k_program = R"({"kind":"executable","format":"elf","shared":false})";
constexpr std::string_view k_archive = R"({"kind":"archive","archives":[]})";
constexpr std::uint64_t k_large = (64u << 20) + 1;

model::Coverage coverage_of(const LayerBuilder& layer) {
  const auto facts = layers({layer});
  const auto inventory = take_inventory(facts, merged(facts));
  EXPECT_TRUE(inventory) << inventory.error().render();
  return inventory ? inventory->coverage : model::Coverage();
}

TEST(Ownership, what_can_be_run_and_nobody_accounts_for_is_listed) {
  const auto coverage = coverage_of(LayerBuilder()
                                        .file("var/lib/dpkg/status", deb_stanza("tool", "1"))
                                        .file("var/lib/dpkg/info/tool.list", "/usr/bin/tool\n")
                                        .probed_file("usr/bin/tool", k_program)
                                        .mode(0755)
                                        .probed_file("opt/own", k_program)
                                        .mode(04755)
                                        .probed_file("opt/a.sh", R"({"kind":"script"})")
                                        .mode(0744)
                                        .probed_file("opt/app.jar", k_archive)
                                        .mode(0755)
                                        .probed_file("opt/no-program.exe", k_program)
                                        .mode(0644));
  EXPECT_EQ(coverage.executables, 3u);
  EXPECT_EQ(coverage.unowned, (std::vector<std::string>{"/opt/a.sh", "/opt/own"}));
}

TEST(Ownership, a_library_that_is_too_large_to_look_into_counts_all_the_same) {
  const auto coverage = coverage_of(LayerBuilder()
                                        .unread_file("opt/libmodel.so.1")
                                        .mode(0755)
                                        .size(k_large)
                                        .unread_file("opt/libother.so.1")
                                        .mode(0644)
                                        .size(k_large)
                                        .unread_file("opt/data.bin")
                                        .mode(0755)
                                        .size(k_large));
  EXPECT_EQ(coverage.executables, 1u);
  EXPECT_EQ(coverage.unowned, (std::vector<std::string>{"/opt/libmodel.so.1"}));
}

}  // namespace
}  // namespace pushgate::sbom
