// SPDX-License-Identifier: Apache-2.0
#include "fake_trivy.hpp"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "base/clock.hpp"

namespace pushgate::scanners {

Variable::Variable(std::string name, std::optional<std::string> value) : m_name(std::move(name)) {
  if (const char* before = std::getenv(m_name.c_str())) m_before = before;
  if (value) {
    ::setenv(m_name.c_str(), value->c_str(), 1);
  } else {
    ::unsetenv(m_name.c_str());
  }
}

Variable::~Variable() {
  if (m_before) {
    ::setenv(m_name.c_str(), m_before->c_str(), 1);
  } else {
    ::unsetenv(m_name.c_str());
  }
}

json::Object report_about(const std::string& artifact, const std::vector<std::string>& packages,
                          const std::vector<Reported>& vulnerabilities, const std::string& os_family) {
  json::Array package_list;
  for (const auto& purl : packages) {
    package_list.emplace_back(json::Object{{"Name", "x"}, {"Identifier", json::Object{{"PURL", purl}}}});
  }
  json::Array list;
  for (const auto& reported : vulnerabilities) {
    json::Object entry{{"VulnerabilityID", reported.id},
                       {"PkgName", "name"},
                       {"PkgIdentifier", json::Object{{"PURL", reported.purl}}},
                       {"InstalledVersion", "1.0"},
                       {"Severity", reported.severity}};
    if (!reported.fixed.empty()) entry.set("FixedVersion", reported.fixed);
    if (!reported.title.empty()) entry.set("Title", reported.title);
    if (!reported.path.empty()) entry.set("PkgPath", reported.path);
    list.emplace_back(std::move(entry));
  }
  json::Object result{
      {"Target", artifact}, {"Packages", std::move(package_list)}, {"Vulnerabilities", std::move(list)}};
  return {{"SchemaVersion", 2},
          {"CreatedAt", format_rfc3339(system_time())},
          {"ArtifactName", artifact},
          {"ArtifactType", "cyclonedx"},
          {"Metadata", json::Object{{"OS", json::Object{{"Family", os_family}, {"Name", "12.5"}}}}},
          {"Results", json::Array{std::move(result)}}};
}

model::Component deb(const std::string& name, const std::string& version, const std::string& source) {
  model::Component component;
  component.ecosystem = "deb";
  component.name = name;
  component.version = version;
  component.purl = "pkg:deb/debian/" + name + "@" + version + "?arch=amd64&distro=debian-12";
  if (source != name) component.purl += "&upstream=" + source;
  component.architecture = "amd64";
  component.source_name = source;
  component.source_version = version;
  component.evidence_path = "/var/lib/dpkg/status";
  return component;
}

model::Component pypi(const std::string& name, const std::string& version) {
  model::Component component;
  component.ecosystem = "pypi";
  component.name = name;
  component.version = version;
  component.purl = "pkg:pypi/" + name + "@" + version;
  component.evidence_path = "/usr/lib/python3/site-packages/" + name + "-" + version + ".dist-info/METADATA";
  return component;
}

FakeTrivy::FakeTrivy() : m_folder(*store::ScratchFolder::create()) {
  finds("");
  put("cache/db/trivy.db", "no database");
  script();
}

void FakeTrivy::put(const std::string& name, const std::string& bytes) const {
  std::filesystem::create_directories(path(name).parent_path());
  std::ofstream(path(name), std::ios::binary) << bytes;
}

std::string FakeTrivy::get(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return file ? bytes.str() : "no such file";
}

namespace {

// What a scanner does, in shell: a report about the packages of $last, with what the lines of $C/finds say.
constexpr const char* k_report = R"sh(report() {
  if [ -e "$C/report" ] && ! grep -q '@v\{0,1\}0\.0\.' "$last"; then cat "$C/report"; return; fi
  printf '{"SchemaVersion":2,"CreatedAt":"%s","ArtifactName":"%s","ArtifactType":"cyclonedx",' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$last"
  printf '"Metadata":{"OS":{"Family":"debian","Name":"12.5"}},"Results":[{"Packages":['
  comma=
  sed -n 's/^ *"purl": "\(.*\)",\{0,1\}$/\1/p' "$last" > packages
  while read -r purl; do
    printf '%s{"Identifier":{"PURL":"%s"}}' "$comma" "$purl"
    comma=,
  done < packages
  printf '],"Vulnerabilities":['
  comma=
  while read -r purl; do
    while read -r id severity fixed pattern; do
      case "$purl" in $pattern) ;; *) continue ;; esac
      printf '%s{"VulnerabilityID":"%s","PkgName":"name","PkgIdentifier":{"PURL":"%s"},' "$comma" "$id" "$purl"
      printf '"InstalledVersion":"1.0","FixedVersion":"%s","Severity":"%s"}' "${fixed#-}" "$severity"
      comma=,
    done < "$C/finds"
  done < packages
  printf ']}]}'
}
)sh";

}  // namespace

void FakeTrivy::script(const std::map<std::string, std::string>& commands) const {
  const auto command = [&](const std::string& name, const std::string& by_default) {
    const auto found = commands.find(name);
    return name + ")\n" + (found == commands.end() ? by_default : found->second) + "\n;;\n";
  };
  put("bin/trivy", "#!/bin/sh\nC='" + cache() + "/db'\nfor last; do :; done\n" + k_report +
                       "case \"$1\" in\n" + command("version", R"(echo '{"Version":"0.69.3"}')") +
                       command("image", ":") + command("sbom", "report") +
                       "*) echo \"unknown command $1\" >&2; exit 1;;\nesac\n");
  ::chmod(executable().c_str(), 0755);
}

void FakeTrivy::database_made(const std::string& updated_at) const {
  put("cache/db/metadata.json", R"({"Version":2,"NextUpdate":"2026-01-03T03:04:05Z","UpdatedAt":")" +
                                    updated_at + R"(","DownloadedAt":"2026-01-02T03:04:05Z"})");
}

std::string FakeTrivy::shown(std::string text) const {
  const auto own = m_folder.path().string();
  for (auto at = text.find(own); at != std::string::npos; at = text.find(own))
    text.replace(at, own.size(), "D");
  return text;
}

}  // namespace pushgate::scanners
