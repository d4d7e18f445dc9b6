// SPDX-License-Identifier: Apache-2.0
#include "sbom/java_names.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/format.hpp"

namespace pushgate::sbom {
namespace {

std::string shown(const std::optional<JavaArtifact>& artifact) {
  return artifact ? fmt::format("{}|{}|{}", artifact->group, artifact->name, artifact->version) : "none";
}

struct Case {
  std::string text;
  std::string artifact;
};

TEST(JavaNames, pom_properties) {
  const Case cases[] = {
      {"#Generated\n#Mon Jan 1\nversion=1.0\ngroupId=org.a\nartifactId=a\n", "org.a|a|1.0"},
      {"groupId=org.a\r\nartifactId=a\r\n  version=1.0-SNAPSHOT  \r\n", "org.a|a|1.0-SNAPSHOT"},
      {"groupId=org.a\nartifactId=a\nversion=1=2", "org.a|a|1=2"},
      {"groupId=org.a\nartifactId=a\nversion=1\nversion=2", "org.a|a|2"},
      {"groupId=org.a\nartifactId=a\nversion=\n", "none"},
      {"groupId=org.a\nartifactId=a", "none"},
      {"xgroupId=org.a\nartifactId=a\nversion=1", "none"},
      {"", "none"},
  };
  for (const auto& [text, artifact] : cases) EXPECT_EQ(shown(pom_artifact(text)), artifact) << text;
}

TEST(JavaNames, manifest) {
  const std::string head = "Manifest-Version: 1.0\r\n";
  const Case cases[] = {
      {"Implementation-Title: a\r\nImplementation-Version: 1\r\nImplementation-Vendor-Id: org.a\r\n",
       "org.a|a|1"},
      {"IMPLEMENTATION-TITLE: a\nimplementation-version: 1\nImplementation-Vendor: A Vendor\n",
       "A Vendor|a|1"},
      {"Implementation-Title: a\r\nImplementation-Version: 1.2\r\n .3\r\nImplementation-Vendor-Id: or\r\n "
       "g.a",
       "org.a|a|1.2.3"},
      {"Bundle-SymbolicName: org.eclipse.core.jobs; singleton:=true\nBundle-Version: 3.10\nBundle-Name: "
       "%name\n",
       "org.eclipse.core|jobs|3.10"},
      {"Bundle-SymbolicName: jobs\nBundle-Version: 3\nBundle-Name: Jobs\n", "jobs|Jobs|3"},
      {"Bundle-SymbolicName: org.a.b\nBundle-Version: 3\nImplementation-Title: t\nSpecification-Version: 2\n",
       "org.a|t|2"},
      {"Specification-Title: s\nSpecification-Version: 2\nSpecification-Vendor: V\n", "V|s|2"},
      {"Implementation-Title: %t\nSpecification-Title: s\nSpecification-Version: 2\nSpecification-Vendor: "
       "V\n",
       "V|s|2"},
      {"Implementation-Title: a\nImplementation-Version: 1\n", "none"},
      {"Implementation-Title: a\nImplementation-Vendor: v\n", "none"},
      {"Implementation-Version: 1\nImplementation-Vendor: v\n", "none"},
      // The section of a package says nothing of the archive.
      {"\r\nName: org/w3c/dom/\r\nImplementation-Title: a\r\nImplementation-Version: 1\r\n"
       "Implementation-Vendor: v\r\n",
       "none"},
      {" stray\nno colon\nImplementation-Title:a\nImplementation-Version:1\nImplementation-Vendor:v",
       "v|a|1"},
  };
  for (const auto& [text, artifact] : cases)
    EXPECT_EQ(shown(manifest_artifact(head + text)), artifact) << text;
  EXPECT_EQ(shown(manifest_artifact("")), "none");
}

TEST(JavaNames, file_name) {
  const Case cases[] = {
      {"/opt/lib/spring-core-5.3.4.jar", "|spring-core|5.3.4"},
      {"guava-29.0-jre.JAR", "|guava|29.0-jre"},
      {"log4j-1.2-api-2.17.jar", "|log4j|1.2-api-2.17"},
      {"rt.jar", "none"},
      {"a-.jar", "none"},
      {"-1.jar", "none"},
      {"a-1.war", "none"},
      {".jar", "none"},
      {"a-1.jar/b.jar", "none"},
  };
  for (const auto& [text, artifact] : cases) EXPECT_EQ(shown(file_name_artifact(text)), artifact) << text;
}

TEST(JavaNames, archives_by_name) {
  for (const char* const name : {"a.jar", "b/a.WAR", "a.ear", "a.par", "a.hpi", "a.jpi", "a.kar"}) {
    EXPECT_TRUE(is_java_archive(name)) << name;
  }
  for (const char* const name : {"a.jar/", "a.zip", ".jar", "ajar", "a.jar.asc", ""}) {
    EXPECT_FALSE(is_java_archive(name)) << name;
  }
}

TEST(JavaNames, versions_that_maven_holds_for_equal) {
  const std::vector<std::vector<std::string>> classes = {
      {"2.17", "2.17.0", "2.17.0.0", "2.17-ga", "2.17.FINAL", "2.17-0", "2.017", "2.17.release"},
      {"2.17.1"},
      {"2.1.7"},
      {"1", "1.0", "1.0.0-final"},
      {"1-alpha-1", "1.0-a1", "1.0.0-Alpha1"},
      {"1-rc-1", "1.0-cr1", "1-RC1"},
      {"1-snapshot", "1.0-SNAPSHOT"},
      {"1.0.1"},
      {"1-1"},
      {"1.a"},
      {"9999.0-empty-to-avoid-conflict-with-guava"},
      {"", "0", "0.0"},
      {"123456789012345678901234567890"},
  };
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (const auto& version : classes[i]) {
      EXPECT_EQ(java_version_key(version), java_version_key(classes[i].front())) << version;
      for (std::size_t k = 0; k < i; ++k) {
        EXPECT_NE(java_version_key(version), java_version_key(classes[k].front())) << version;
      }
    }
  }
}

}  // namespace
}  // namespace pushgate::sbom
