// SPDX-License-Identifier: Apache-2.0
#include "sbom/dependency_graph.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace pushgate::sbom {
namespace {

using model::Component;

Component component(std::string ecosystem, std::string name, std::vector<std::string> needs,
                    std::string path = "/db") {
  Component out;
  out.ecosystem = std::move(ecosystem);
  const std::size_t slash = name.rfind(out.ecosystem == "maven" ? ':' : '/');
  if (slash != std::string::npos) out.group = name.substr(0, slash);
  out.name = name.substr(slash + 1);
  out.version = "1";
  out.needs = std::move(needs);
  out.evidence_path = std::move(path);
  return out;
}

/// `0>1,2 1>`: who needs whom.
std::string graph(const std::vector<Component>& components) {
  std::vector<const Component*> all;
  for (const auto& one : components) all.push_back(&one);
  std::ostringstream out;
  const auto edges = dependency_graph(all);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (edges[i].empty()) continue;
    out << i << '>';
    for (const auto target : edges[i]) out << target << (target == edges[i].back() ? " " : ",");
  }
  return out.str();
}

TEST(DependencyGraph, takes_the_first_installed_alternative_and_what_packages_provide) {
  auto mta = component("deb", "exim4", {});
  mta.provides = {"mail-transport-agent"};
  EXPECT_EQ(graph({component("deb", "a", {"nowhere|libc6|b", "mail-transport-agent", "a"}),
                   component("deb", "b", {}), component("deb", "libc6", {}), mta}),
            "0>2,3 ");
}

TEST(DependencyGraph, prefers_the_own_architecture) {
  auto user = component("deb", "a", {"libc6"});
  auto foreign = component("deb", "libc6", {});
  auto own = component("deb", "libc6", {});
  user.architecture = own.architecture = "i386";
  foreign.architecture = "amd64";
  EXPECT_EQ(graph({user, foreign, own}), "0>2 ");
}

TEST(DependencyGraph, python_names_are_compared_normalised_and_in_their_own_folder_first) {
  const std::string site = "/venv/site-packages/";
  EXPECT_EQ(graph({component("pypi", "A", {"zope.interface", "elsewhere"}, site + "A.dist-info/METADATA"),
                   component("pypi", "Zope__Interface", {}, "/usr/site-packages/Z.dist-info/METADATA"),
                   component("pypi", "zope_interface", {}, site + "z.dist-info/METADATA"),
                   component("pypi", "elsewhere", {}, "/usr/site-packages/e.dist-info/METADATA")}),
            "0>2,3 ");
}

TEST(DependencyGraph, npm_looks_in_the_nearest_node_modules) {
  const std::string root = "/app/node_modules/";
  EXPECT_EQ(graph({component("npm", "app", {"a", "@s/b"}, "/app/package.json"),
                   component("npm", "a", {"@s/b", "c"}, root + "a/package.json"),
                   component("npm", "@s/b", {"c"}, root + "@s/b/package.json"),
                   component("npm", "@s/b", {}, root + "a/node_modules/@s/b/package.json"),
                   component("npm", "c", {}, "/node_modules/c/package.json"),
                   component("npm", "c", {}, "/other/node_modules/c/package.json")}),
            "0>1,2 1>3,4 2>4 ");
}

TEST(DependencyGraph, what_one_file_states_is_looked_up_in_that_file) {
  EXPECT_EQ(
      graph({component("cargo", "app", {"serde@2", "rand"}, "/bin/app"),
             component("cargo", "serde", {}, "/bin/app"), component("cargo", "rand", {}, "/bin/other")}),
      "");
  EXPECT_EQ(graph({component("cargo", "app", {"serde@1"}, "/bin/app"),
                   component("cargo", "serde", {}, "/bin/app")}),
            "0>1 ");
  EXPECT_EQ(graph({component("maven", "org.a:app", {"org.b:lib"}, "/app.jar"),
                   component("maven", "org.b:lib", {}, "/app.jar")}),
            "0>1 ");
}

TEST(DependencyGraph, ecosystems_do_not_see_each_other) {
  EXPECT_EQ(graph({component("deb", "a", {"b"}), component("rpm", "b", {})}), "");
}

}  // namespace
}  // namespace pushgate::sbom
