// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "model/component.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::sbom {

inline Time sample_time() {
  return Time(std::chrono::seconds(1767225600));  // 2026-01-01T00:00:00Z
}

inline DocumentSubject sample_subject() {
  return {.name = "ghcr.io/acme/app", .digest = crypto::sha256("manifest"), .platform = "linux/amd64"};
}

inline model::Component sample_deb(std::string name, std::string version, std::string source,
                                   std::string source_version, std::string purl) {
  model::Component deb;
  deb.ecosystem = "deb";
  deb.name = std::move(name);
  deb.version = std::move(version);
  deb.purl = std::move(purl);
  deb.architecture = "amd64";
  deb.source_name = std::move(source);
  deb.source_version = std::move(source_version);
  deb.supplier = "Debian Team <team@debian.org>";
  deb.evidence_path = "/var/lib/dpkg/status";
  deb.evidence_digest = crypto::sha256("status");
  deb.layer = crypto::sha256("layer 1");
  return deb;
}

inline model::Component sample_python(std::string name, std::string version, std::string purl,
                                      std::string path) {
  model::Component python;
  python.ecosystem = "pypi";
  python.name = std::move(name);
  python.version = std::move(version);
  python.purl = std::move(purl);
  python.evidence_path = std::move(path);
  python.evidence_digest = crypto::sha256(python.evidence_path);
  python.layer = crypto::sha256("layer 2");
  return python;
}

/// What the golden document is made of: debs with and without a source of another name, an epoch, a nested
/// Python distribution, licences of all three kinds, a jar in a jar, needs, two layers of which one is the
/// base's, and what nobody accounts for.
inline model::Inventory sample_inventory() {
  using Kind = model::License::Kind;
  model::Inventory inventory;
  inventory.os = {.family = "debian",
                  .version = "12.5",
                  .id = "debian",
                  .version_id = "12",
                  .pretty_name = "Debian GNU/Linux 12 (bookworm)"};
  auto ssl =
      sample_deb("libssl3", "3.0.11-1~deb12u2", "openssl", "3.0.11-1~deb12u2",
                 "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl");
  ssl.licenses = {{"Apache-2.0", Kind::spdx_id}, {"GPL-2+ with OpenSSL exception", Kind::name}};
  auto mount =
      sample_deb("mount", "1:2.38.1-5+b1", "util-linux", "2.38.1-5",
                 "pkg:deb/debian/mount@1:2.38.1-5%2Bb1?arch=amd64&distro=debian-12&upstream=util-linux%402."
                 "38.1-5");
  auto six = sample_deb("python3-six", "1.16.0-4", "six", "1.16.0-4",
                        "pkg:deb/debian/python3-six@1.16.0-4?arch=amd64&distro=debian-12&upstream=six");
  six.nested.push_back(sample_python("six", "1.16.0", "pkg:pypi/six@1.16.0",
                                     "/usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO"));
  auto typing =
      sample_python("typing_extensions", "4.12.2", "pkg:pypi/typing-extensions@4.12.2",
                    "/opt/venv/lib/python3.11/site-packages/typing_extensions-4.12.2.dist-info/METADATA");
  typing.licenses = {{"MIT OR PSF-2.0", Kind::spdx_expression}};
  typing.supplier = "Guido van Rossum <guido@python.org>";
  mount.needs = {"util-linux|libssl3", "libc6"};
  model::Component jar;
  jar.ecosystem = "maven";
  jar.group = "org.foo";
  jar.name = "bar";
  jar.version = "1.0";
  jar.purl = "pkg:maven/org.foo/bar@1.0";
  jar.hashes = {{"SHA-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"}};
  jar.properties = {{"syft:package:type", "java-archive"}};
  jar.evidence_path = "/app/app.jar";
  jar.inner_path = "BOOT-INF/lib/bar.jar";
  inventory.components = {std::move(ssl), std::move(mount), std::move(six), std::move(jar),
                          std::move(typing)};
  inventory.layers = {{crypto::sha256("layer 1"), "ADD rootfs.tar / # buildkit", true},
                      {crypto::sha256("layer 2"), "RUN pip install typing_extensions", false}};
  inventory.coverage = {.executables = 3, .unowned = {"/opt/tool"}};
  inventory.unread = {{"/app/node_modules/x/package.json", "line 1, column 2: expected a value"}};
  return inventory;
}

}  // namespace pushgate::sbom
