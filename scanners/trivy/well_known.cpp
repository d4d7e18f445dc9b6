// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/well_known.hpp"

// Packages of which every database of advisories knows something, and of that something that holds for all
// old versions. Names of system packages are source packages, or binary ones where Trivy looks these up (rpm
// but for Photon, Azure Linux and Mariner): where the two differ, both are here.

#include <algorithm>
#include <array>

namespace pushgate::scanners {

namespace {

constexpr std::array<std::string_view, 20> k_apk = {
    "apk-tools", "busybox", "ca-certificates", "curl",        "expat",   "git",     "glibc",
    "gnutls",    "krb5",    "libxml2",         "musl",        "ncurses", "nghttp2", "openssh",
    "openssl",   "perl",    "python3",         "python-3.12", "sqlite",  "zlib"};
constexpr std::array<std::string_view, 14> k_cargo = {
    "bytes", "chrono", "crossbeam-channel", "h2",   "hyper", "libgit2-sys", "openssl", "openssl-src",
    "regex", "rustls", "smallvec",          "time", "tokio", "url"};
constexpr std::array<std::string_view, 14> k_composer = {"dompdf/dompdf",       "drupal/core",
                                                         "guzzlehttp/guzzle",   "guzzlehttp/psr7",
                                                         "laravel/framework",   "league/commonmark",
                                                         "phpmailer/phpmailer", "phpunit/phpunit",
                                                         "smarty/smarty",       "symfony/http-foundation",
                                                         "symfony/http-kernel", "symfony/symfony",
                                                         "twig/twig",           "typo3/cms-core"};
constexpr std::array<std::string_view, 20> k_deb = {"apt",     "bash",     "curl", "expat",      "glibc",
                                                    "gnupg2",  "gnutls28", "krb5", "libxml2",    "ncurses",
                                                    "openssh", "openssl",  "perl", "python3.11", "shadow",
                                                    "sqlite3", "systemd",  "tar",  "util-linux", "zlib"};
constexpr std::array<std::string_view, 14> k_gem = {
    "actionpack", "activerecord", "activesupport", "bundler", "json",  "loofah",  "nokogiri",
    "puma",       "rack",         "rails",         "rdoc",    "rexml", "sinatra", "tzinfo"};
constexpr std::array<std::string_view, 13> k_golang = {"stdlib",
                                                       "github.com/containerd/containerd",
                                                       "github.com/docker/docker",
                                                       "github.com/gin-gonic/gin",
                                                       "github.com/gorilla/websocket",
                                                       "github.com/opencontainers/runc",
                                                       "github.com/prometheus/client_golang",
                                                       "golang.org/x/crypto",
                                                       "golang.org/x/net",
                                                       "golang.org/x/text",
                                                       "google.golang.org/grpc",
                                                       "gopkg.in/yaml.v2",
                                                       "k8s.io/kubernetes"};
constexpr std::array<std::string_view, 14> k_maven = {"ch.qos.logback:logback-core",
                                                      "com.fasterxml.jackson.core:jackson-databind",
                                                      "com.google.guava:guava",
                                                      "com.google.protobuf:protobuf-java",
                                                      "com.h2database:h2",
                                                      "commons-fileupload:commons-fileupload",
                                                      "commons-io:commons-io",
                                                      "io.netty:netty-codec-http",
                                                      "log4j:log4j",
                                                      "org.apache.tomcat.embed:tomcat-embed-core",
                                                      "org.eclipse.jetty:jetty-server",
                                                      "org.springframework:spring-core",
                                                      "org.springframework:spring-web",
                                                      "org.yaml:snakeyaml"};
constexpr std::array<std::string_view, 16> k_npm = {
    "@babel/traverse", "ansi-regex", "axios",  "debug",      "express", "follow-redirects", "jquery", "json5",
    "lodash",          "minimist",   "moment", "node-fetch", "qs",      "semver",           "tar",    "ws"};
constexpr std::array<std::string_view, 11> k_nuget = {"BouncyCastle",
                                                      "jQuery",
                                                      "log4net",
                                                      "Microsoft.AspNetCore.Http",
                                                      "Microsoft.Data.SqlClient",
                                                      "Newtonsoft.Json",
                                                      "RestSharp",
                                                      "SharpZipLib",
                                                      "System.IdentityModel.Tokens.Jwt",
                                                      "System.Net.Http",
                                                      "System.Text.RegularExpressions"};
constexpr std::array<std::string_view, 16> k_pypi = {
    "aiohttp", "certifi", "cryptography", "django",   "flask",      "jinja2",  "lxml",    "numpy",
    "pillow",  "pip",     "pyyaml",       "requests", "setuptools", "tornado", "urllib3", "werkzeug"};
constexpr std::array<std::string_view, 27> k_rpm = {
    "bash",        "bind-libs", "curl",    "expat",    "glibc",        "gnutls",        "kernel",
    "krb5",        "krb5-libs", "libcurl", "libcurl4", "libexpat1",    "libopenssl1_1", "libxml2",
    "libxml2-2",   "libz1",     "ncurses", "openssl",  "openssl-libs", "python3",       "sqlite",
    "sqlite-libs", "sudo",      "systemd", "vim",      "vim-minimal",  "zlib"};

constexpr std::array k_known = {
    WellKnown{"apk", "0.0.", "-r0", '\0', k_apk},       WellKnown{"cargo", "0.0.", "", '\0', k_cargo},
    WellKnown{"composer", "0.0.", "", '/', k_composer}, WellKnown{"deb", "0.0.", "-1", '\0', k_deb},
    WellKnown{"gem", "0.0.", "", '\0', k_gem},          WellKnown{"golang", "v0.0.", "", '\0', k_golang},
    WellKnown{"maven", "0.0.", "", ':', k_maven},       WellKnown{"npm", "0.0.", "", '/', k_npm},
    WellKnown{"nuget", "0.0.", "", '\0', k_nuget},      WellKnown{"pypi", "0.0.", "", '\0', k_pypi},
    WellKnown{"rpm", "0.0.", "-1", '\0', k_rpm}};

// trivy/pkg/detector/ospkg: the first four have no detector, the others one that finds nothing.
constexpr std::array<std::string_view, 6> k_never = {"activestate", "centos-stream", "fedora",
                                                     "opensuse",    "bottlerocket",  "coreos"};

}  // namespace

const WellKnown* well_known(std::string_view ecosystem) {
  const auto* const found = std::ranges::find(k_known, ecosystem, &WellKnown::ecosystem);
  return found == k_known.end() ? nullptr : found;
}

bool is_never_looked_up(std::string_view family) {
  return std::ranges::find(k_never, family) != k_never.end();
}

}  // namespace pushgate::scanners
