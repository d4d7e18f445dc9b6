// SPDX-License-Identifier: Apache-2.0
#include "sbom/os_release.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

std::string identified(const LayerBuilder& layer) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  if (!view) return view.error().render();
  const auto os = identify_system(*view);
  if (!os) return os.error().subject + ": " + os.error().what;
  return os->family + "|" + os->version + "|" + os->id + "|" + os->version_id + "|" + os->pretty_name;
}

constexpr const char* k_debian =
    "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";

TEST(OsRelease, reads_assignments_as_a_shell_does) {
  const auto fields = parse_os_release(
      "# comment\nID=debian\nNAME='Single \"quoted\"'\nP=\"a \\\"b\\\" \\$c\"\nX=a\\ b c\n  Y = 1\nno "
      "assignment\n"
      "OPEN=\"never closed\nID_LIKE=");
  EXPECT_EQ(fields.at("ID"), "debian");
  EXPECT_EQ(fields.at("NAME"), "Single \"quoted\"");
  EXPECT_EQ(fields.at("P"), "a \"b\" $c");
  EXPECT_EQ(fields.at("X"), "a b");
  EXPECT_EQ(fields.at("Y"), "1");
  EXPECT_EQ(fields.at("OPEN"), "never closed");
  EXPECT_EQ(fields.at("ID_LIKE"), "");
  EXPECT_EQ(fields.count("no assignment"), 0u);
}

TEST(OsRelease, names_debian_as_trivy_does) {
  const std::string pretty = "Debian GNU/Linux 12 (bookworm)";
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", k_debian).file("etc/debian_version", "12.5\n")),
            "debian|12.5|debian|12|" + pretty);
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", k_debian)), "debian|12|debian|12|" + pretty);
  EXPECT_EQ(
      identified(
          LayerBuilder().file("etc/os-release", "ID=debian\n").file("etc/debian_version", "trixie/sid\n")),
      "debian|trixie/sid|debian|trixie/sid|");
  EXPECT_EQ(identified(LayerBuilder().file("etc/debian_version", "11.9")), "debian|11.9|debian|11.9|");
  EXPECT_EQ(identified(LayerBuilder()
                           .file("etc/os-release", "ID=kali\nVERSION_ID=2024.1\n")
                           .file("etc/debian_version", "kali-rolling\n")),
            "debian|kali-rolling|kali|2024.1|");
}

TEST(OsRelease, names_other_distributions_as_trivy_does) {
  EXPECT_EQ(identified(LayerBuilder()
                           .file("usr/lib/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\n")
                           .symlink("etc/os-release", "../usr/lib/os-release")
                           .file("etc/debian_version", "bookworm/sid\n")
                           .file("etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n")),
            "ubuntu|22.04|ubuntu|22.04|");
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", "ID=\"rhel\"\nVERSION_ID=\"9.3\"\n")),
            "redhat|9.3|rhel|9.3|");
  EXPECT_EQ(
      identified(LayerBuilder().file("etc/os-release", "ID=centos\nNAME=\"CentOS Stream\"\nVERSION_ID=9\n")),
      "centos-stream|9|centos|9|");
  EXPECT_EQ(identified(LayerBuilder()
                           .file("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n")
                           .file("etc/alpine-release", "3.19.1\n")),
            "alpine|3.19.1|alpine|3.19.1|");
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", "ID=slackware\nVERSION_ID=15\n")),
            "||slackware|15|");
  EXPECT_EQ(identified(LayerBuilder()), "||||");
}

struct Case {
  const char* name;
  std::string got;
  const char* expected;
};

std::string of_os_release(const std::string& id, const std::string& version, const std::string& name = "x") {
  return identified(LayerBuilder().file(
      "etc/os-release", "NAME=\"" + name + "\"\nID=\"" + id + "\"\nVERSION_ID=" + version + "\n"));
}

TEST(OsRelease, knows_every_family_of_trivy_by_its_os_release) {
  const std::vector<Case> cases = {
      {"activestate", of_os_release("activestate", "1.0"), "activestate|1.0|activestate|1.0|"},
      {"alma", of_os_release("almalinux", "9.4"), "alma|9.4|almalinux|9.4|"},
      {"alpine", of_os_release("alpine", "3.15.4"), "alpine|3.15.4|alpine|3.15.4|"},
      {"amazon", of_os_release("amzn", "2023"), "amazon|2023|amzn|2023|"},
      {"azure", of_os_release("azurelinux", "3.0"), "azurelinux|3.0|azurelinux|3.0|"},
      {"bottlerocket", of_os_release("bottlerocket", "1.34.0"), "bottlerocket|1.34.0|bottlerocket|1.34.0|"},
      {"centos", of_os_release("centos", "7", "CentOS Linux"), "centos|7|centos|7|"},
      {"stream", of_os_release("centos", "9", "CentOS Stream"), "centos-stream|9|centos|9|"},
      {"chainguard", of_os_release("chainguard", "20230214"), "chainguard|20230214|chainguard|20230214|"},
      {"coreos", of_os_release("coreos", "3.15.4"), "coreos|3.15.4|coreos|3.15.4|"},
      {"debian", of_os_release("debian", "12"), "debian|12|debian|12|"},
      {"echo", of_os_release("echo", "1"), "echo|1|echo|1|"},
      {"fedora", of_os_release("fedora", "42"), "fedora|42|fedora|42|"},
      {"mariner", of_os_release("mariner", "2.0"), "cbl-mariner|2.0|mariner|2.0|"},
      {"minimos", of_os_release("minimos", "20241031"), "minimos|20241031|minimos|20241031|"},
      {"oracle", of_os_release("ol", "8.10"), "oracle|8.10|ol|8.10|"},
      {"leap 42", of_os_release("opensuse", "42.3"), "opensuse-leap|42.3|opensuse|42.3|"},
      {"leap 15", of_os_release("opensuse-leap", "15.5"), "opensuse-leap|15.5|opensuse-leap|15.5|"},
      {"tumbleweed", of_os_release("opensuse-tumbleweed", "20220412"),
       "opensuse-tumbleweed|20220412|opensuse-tumbleweed|20220412|"},
      {"photon", of_os_release("photon", "4.0"), "photon|4.0|photon|4.0|"},
      {"redhat", of_os_release("rhel", "9.4"), "redhat|9.4|rhel|9.4|"},
      {"rocky", of_os_release("rocky", "9.3"), "rocky|9.3|rocky|9.3|"},
      {"sl-micro", of_os_release("sl-micro", "6.0"), "slem|6.0|sl-micro|6.0|"},
      {"sle-micro", of_os_release("sle-micro", "5.3"), "slem|5.3|sle-micro|5.3|"},
      {"rancher", of_os_release("sle-micro-rancher", "5.4"), "slem|5.4|sle-micro-rancher|5.4|"},
      {"sles", of_os_release("sles", "15.3"), "sles|15.3|sles|15.3|"},
      {"ubuntu", of_os_release("ubuntu", "22.04"), "ubuntu|22.04|ubuntu|22.04|"},
      {"wolfi", of_os_release("wolfi", "20230201"), "wolfi|20230201|wolfi|20230201|"},
      {"no version", of_os_release("wolfi", ""), "||wolfi||"},
      {"bottlerocket's place",
       identified(LayerBuilder().file("x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/os-release",
                                      "ID=bottlerocket\nVERSION_ID=1.34.0\n")),
       "bottlerocket|1.34.0|bottlerocket|1.34.0|"},
  };
  for (const auto& [name, got, expected] : cases) EXPECT_EQ(got, expected) << name;
}

TEST(OsRelease, knows_distributions_by_files_of_their_own) {
  const auto only = [](const std::string& path, const std::string& text) {
    return identified(LayerBuilder().file(path, text + "\n"));
  };
  const std::vector<Case> cases = {
      {"redhat", only("etc/redhat-release", "Red Hat Enterprise Linux release 9.3 (Plow)"),
       "redhat|9.3|rhel|9.3|"},
      {"old redhat", only("etc/redhat-release", "Red Hat Linux release 6.2 (Zoot)"), "redhat|6.2|rhel|6.2|"},
      {"unknown kin", only("etc/redhat-release", "Scientific Linux release 7.9 (Nitrogen)"),
       "redhat|7.9|rhel|7.9|"},
      {"centos", only("etc/centos-release", "CentOS Linux release 7.6.1810 (Core) "),
       "centos|7.6.1810|centos|7.6.1810|"},
      {"centos 6", only("etc/redhat-release", "CentOS release 6.10 (Final)"), "centos|6.10|centos|6.10|"},
      {"rocky", only("etc/rocky-release", "Rocky Linux release 8.4 (Green Obsidian)"),
       "rocky|8.4|rocky|8.4|"},
      {"alma", only("etc/almalinux-release", "AlmaLinux release 8.4 (Electric Cheetah)"),
       "alma|8.4|almalinux|8.4|"},
      {"oracle", only("etc/oracle-release", "Oracle Linux Server release 7.6"), "oracle|7.6|ol|7.6|"},
      {"fedora", only("etc/fedora-release", "Fedora release 29 (Twenty Nine)"), "fedora|29|fedora|29|"},
      {"fedora in lib", only("usr/lib/fedora-release", "Fedora release 29 (x)"), "fedora|29|fedora|29|"},
      {"fedora's redhat", only("etc/redhat-release", "Fedora release 35 (x)"), "fedora|35|fedora|35|"},
      {"amazon 1", only("etc/system-release", "Amazon Linux AMI release 2018.03"),
       "amazon|AMI release 2018.03|amzn|2018.03|"},
      {"amazon 2", only("etc/system-release", "Amazon Linux release 2 (Karoo)"), "amazon|2 (Karoo)|amzn|2|"},
      {"amazon 2022", only("usr/lib/system-release", "Amazon Linux release 2022 (Amazon Linux)"),
       "amazon|2022 (Amazon Linux)|amzn|2022|"},
      {"cut short", only("etc/system-release", "Amazon Linux release 2"), "||||"},
      {"no amazon", only("etc/system-release", "Fedora release 29"), "||||"},
      {"stream", only("etc/centos-release", "CentOS Stream release 9"), "||||"},
      {"no version", only("etc/redhat-release", "Red Hat release nine"), "||||"},
      {"a release too many", only("etc/redhat-release", "X release 1 release 2.3"), "redhat|2.3|rhel|2.3|"},
      {"empty", only("etc/redhat-release", ""), "||||"},
      {"alpine", only("etc/alpine-release", "3.19.1"), "alpine|3.19.1|alpine|3.19.1|"},
      {"second line", only("etc/redhat-release", "\nRocky Linux release 8.4"), "||||"},
  };
  for (const auto& [name, got, expected] : cases) EXPECT_EQ(got, expected) << name;
}

TEST(OsRelease, chooses_between_files_that_disagree) {
  const auto with = [](const char* id, const char* version) {
    return LayerBuilder().file("etc/os-release", std::string("ID=") + id + "\nVERSION_ID=" + version + "\n");
  };
  // The distribution's own file is the more exact one.
  EXPECT_EQ(
      identified(with("centos", "7").file("etc/centos-release", "CentOS Linux release 7.9.2009 (Core)\n")),
      "centos|7.9.2009|centos|7|");
  EXPECT_EQ(identified(with("amzn", "2").file("etc/system-release", "Amazon Linux release 2 (Karoo)\n")),
            "amazon|2 (Karoo)|amzn|2|");
  // A left-over of another one is not.
  EXPECT_EQ(identified(with("rocky", "8.9").file("etc/centos-release", "CentOS Linux release 8.4\n")),
            "rocky|8.9|rocky|8.9|");
  EXPECT_EQ(
      identified(with("ol", "8.9").file("etc/redhat-release", "Red Hat Enterprise Linux release 8.9\n")),
      "oracle|8.9|ol|8.9|");
  EXPECT_EQ(identified(with("wolfi", "1").file("etc/debian_version", "12.5\n")), "wolfi|1|wolfi|1|");
  // Bazzite makes redhat-release a link to its own file, which Trivy does not follow.
  EXPECT_EQ(identified(with("bazzite", "40")
                           .file("etc/fedora-release", "Bazzite release 40 (x)\n")
                           .symlink("etc/redhat-release", "fedora-release")),
            "||bazzite|40|");
  EXPECT_EQ(identified(LayerBuilder()
                           .file("opt/release", "CentOS release 6.10 (Final)\n")
                           .symlink("etc/redhat-release", "/opt/release")),
            "centos|6.10|centos|6.10|");
}

TEST(OsRelease, takes_the_branch_of_alpine_from_its_repositories) {
  const auto of = [](const char* release, const std::string& repositories) {
    return identified(LayerBuilder()
                          .file("etc/os-release", std::string("ID=alpine\nVERSION_ID=") + release + "\n")
                          .file("etc/alpine-release", std::string(release) + "\n")
                          .file("etc/apk/repositories", repositories));
  };
  const std::string base = "https://dl-cdn.alpinelinux.org/alpine/";
  EXPECT_EQ(of("3.19.1", base + "v3.19/main\n" + base + "v3.19/community\n"), "alpine|3.19.1|alpine|3.19.1|");
  EXPECT_EQ(of("3.21.0_alpha20240923", base + "edge/main\n"), "alpine|edge|alpine|3.21.0_alpha20240923|");
  EXPECT_EQ(of("3.19.1", base + "v3.19/main\n@testing " + base + "edge/testing\n"),
            "alpine|edge|alpine|3.19.1|");
  EXPECT_EQ(of("3.9.1", base + "v3.9/main\n" + base + "v3.19/main\n"), "alpine|3.19|alpine|3.9.1|");
  EXPECT_EQ(of("3.19.1", "#" + base + "edge/main\n" + base + "v3.19/main\n"), "alpine|3.19.1|alpine|3.19.1|");
  EXPECT_EQ(of("3.19.1", base + "latest-stable/main\n"), "alpine|3.19.1|alpine|3.19.1|");
  EXPECT_EQ(of("3.19.1", "/media/cdrom/apks\nhttps://x/wolfi/edge/os\n" + base + "edge/main\n"),
            "alpine|3.19.1|alpine|3.19.1|");
  EXPECT_EQ(of("3.19.1", ""), "alpine|3.19.1|alpine|3.19.1|");
}

TEST(OsRelease, knows_ubuntu_under_extended_maintenance) {
  const auto of = [](const char* id, const char* status) {
    return identified(LayerBuilder()
                          .file("etc/os-release", std::string("ID=") + id + "\nVERSION_ID=18.04\n")
                          .file("var/lib/ubuntu-advantage/status.json", status));
  };
  constexpr const char* k_on =
      R"({"services": [{"name": "esm-apps", "status": "x"}, {"name": "esm-infra", "status": "enabled"}]})";
  EXPECT_EQ(of("ubuntu", k_on), "ubuntu|18.04-ESM|ubuntu|18.04|");
  EXPECT_EQ(of("debian", k_on), "debian|18.04|debian|18.04|");
  EXPECT_EQ(of("ubuntu", R"({"services": [{"name": "esm-infra", "status": "disabled"}]})"),
            "ubuntu|18.04|ubuntu|18.04|");
  EXPECT_EQ(of("ubuntu", R"({"services": [{"name": "esm-apps", "status": "enabled"}]})"),
            "ubuntu|18.04|ubuntu|18.04|");
  EXPECT_EQ(of("ubuntu", "{}"), "ubuntu|18.04|ubuntu|18.04|");
  EXPECT_EQ(of("ubuntu", "{").substr(0, 40), "/var/lib/ubuntu-advantage/status.json:1:");
}

TEST(OsRelease, knows_its_files_by_their_place) {
  for (const auto* path : {"etc/os-release", "usr/lib/os-release", "opt/os-release", "etc/redhat-release",
                           "usr/lib/fedora-release", "etc/apk/repositories", "opt/apk/repositories",
                           "var/lib/ubuntu-advantage/status.json", "os-release"}) {
    EXPECT_TRUE(is_release_file(path)) << path;
  }
  for (const auto* path : {"etc/my-os-release", "etc/repositories", "status.json", "app/status.json",
                           "etc/motd", "etc/os-release/x"}) {
    EXPECT_FALSE(is_release_file(path)) << path;
  }
}

TEST(OsRelease, the_file_in_etc_comes_first) {
  EXPECT_EQ(identified(LayerBuilder()
                           .file("etc/os-release", "ID=wolfi\nVERSION_ID=1\n")
                           .file("usr/lib/os-release", k_debian)),
            "wolfi|1|wolfi|1|");
}

TEST(OsRelease, says_what_cannot_be_read) {
  EXPECT_EQ(identified(LayerBuilder().file("etc/os-release", std::string_view("ID=a\0b", 6))),
            "/etc/os-release: holds a NUL byte; expected text");
  EXPECT_EQ(identified(LayerBuilder().directory("etc/os-release")),
            "/etc/os-release: is no regular file; expected one that can be read");
  EXPECT_EQ(identified(LayerBuilder().unread_file("opt/release").symlink("etc/os-release", "/opt/release")),
            "/opt/release: is reached by a link, and its content was not kept");
}

}  // namespace
}  // namespace pushgate::sbom
