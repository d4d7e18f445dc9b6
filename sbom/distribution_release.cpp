// SPDX-License-Identifier: Apache-2.0
#include "sbom/distribution_release.hpp"

// Files besides os-release by which distributions say who they are:
//
//   /etc/redhat-release     Red Hat Enterprise Linux release 9.3 (Plow)
//   /etc/centos-release     CentOS Linux release 7.6.1810 (Core)       likewise rocky-, almalinux-, oracle-,
//   fedora- /etc/system-release     Amazon Linux release 2 (Karoo) /etc/apk/repositories
//   https://dl-cdn.alpinelinux.org/alpine/v3.19/main /var/lib/ubuntu-advantage/status.json   {"services":
//   [{"name": "esm-infra", "status": "enabled"}]}
//
// What is taken of them is what Trivy 0.69 takes (pkg/fanal/analyzer/os, analyzer/repo/apk).

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/ascii.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"

namespace pushgate::sbom {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// os-release ID, Trivy's family. The first ID of a family is the one that os_release_id() gives.
constexpr std::array k_families = {
    Pair{"activestate", "activestate"},
    Pair{"almalinux", "alma"},
    Pair{"alpine", "alpine"},
    Pair{"amzn", "amazon"},
    Pair{"azurelinux", "azurelinux"},
    Pair{"bottlerocket", "bottlerocket"},
    Pair{"centos", "centos"},
    Pair{"chainguard", "chainguard"},
    Pair{"coreos", "coreos"},
    Pair{"debian", "debian"},
    Pair{"echo", "echo"},
    Pair{"fedora", "fedora"},
    Pair{"mariner", "cbl-mariner"},
    Pair{"minimos", "minimos"},
    Pair{"ol", "oracle"},
    Pair{"opensuse-leap", "opensuse-leap"},
    Pair{"opensuse", "opensuse-leap"},  // of Leap 42
    Pair{"opensuse-tumbleweed", "opensuse-tumbleweed"},
    Pair{"photon", "photon"},
    Pair{"rhel", "redhat"},
    Pair{"rocky", "rocky"},
    Pair{"sl-micro", "slem"},
    Pair{"sle-micro", "slem"},
    Pair{"sle-micro-rancher", "slem"},
    Pair{"sles", "sles"},
    Pair{"ubuntu", "ubuntu"},
    Pair{"wolfi", "wolfi"},
};

// What stands before ` release ` in redhat-release and its like, in lower case.
constexpr std::array k_redhat_names = {
    Pair{"alma", "alma"},           Pair{"alma linux", "alma"},
    Pair{"almalinux", "alma"},      Pair{"centos", "centos"},
    Pair{"centos linux", "centos"}, Pair{"fedora", "fedora"},
    Pair{"fedora linux", "fedora"}, Pair{"oracle", "oracle"},
    Pair{"oracle linux", "oracle"}, Pair{"oracle linux server", "oracle"},
    Pair{"rocky", "rocky"},         Pair{"rocky linux", "rocky"},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (line = trim(line); !line.empty(); line = trim(line)) {
    words.push_back(line.substr(0, line.find_first_of(" \t")));
    line.remove_prefix(words.back().size());
  }
  return words;
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

/// `alpine` and `3.19` of `https://dl-cdn.alpinelinux.org/alpine/v3.19/main`; nothing for another line.
std::optional<Release> repository_of(std::string_view line) {
  const std::size_t scheme = line.find("://");
  // A line may begin with a tag (`@edge https://…`); a comment is none of apk's repositories.
  if (line.starts_with('#') || scheme == std::string_view::npos) return std::nullopt;
  std::string_view path = line.substr(scheme + 3);
  const auto take = [&]() -> std::string_view {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return {};
    const auto part = path.substr(0, slash);
    path.remove_prefix(slash + 1);
    return part;
  };
  if (take().empty()) return std::nullopt;
  const auto family = take();
  auto version = take();
  if (version.size() > 1 && version.starts_with('v') && is_digit(version[1])) version.remove_prefix(1);
  // `latest-stable` is no release that advisories know.
  if (family.empty() || version.empty() || (version != "edge" && !is_digit(version[0]))) return std::nullopt;
  return Release{std::string(family), std::string(version)};
}

/// Whether `a` is older than `b`: `3.9` than `3.19`. Parts that are no numbers count as 0.
bool is_older(std::string_view a, std::string_view b) {
  const auto take = [](std::string_view& text) {
    unsigned number = 0;
    std::size_t at = 0;
    for (; at < text.size() && text[at] != '.'; ++at) {
      if (is_digit(text[at]) && number < 1'000'000)
        number = number * 10 + static_cast<unsigned>(text[at] - '0');
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return number;
  };
  while (!a.empty() || !b.empty()) {
    const unsigned left = take(a);
    const unsigned right = take(b);
    if (left != right) return left < right;
  }
  return false;
}

}  // namespace

std::string_view family_of_os_release(std::string_view id, std::string_view name) {
  if (id == "centos" && name == "CentOS Stream") return "centos-stream";
  const auto* const found = std::ranges::find(k_families, id, &Pair::first);
  return found == k_families.end() ? std::string_view() : found->second;
}

std::string_view os_release_id(std::string_view family) {
  const auto* const found = std::ranges::find(k_families, family, &Pair::second);
  return found == k_families.end() ? family : found->first;
}

std::optional<Release> parse_redhat_release(std::string_view text, bool anyone_is_redhat) {
  static constexpr std::string_view k_release = " release ";
  const std::string_view line = trim(take_line(text));
  // The last ` release ` that a number follows.
  for (std::size_t at = line.rfind(k_release); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : line.rfind(k_release, at - 1)) {
    const std::string_view rest = line.substr(at + k_release.size());
    if (rest.empty() || !is_digit(rest.front())) continue;
    std::string version(rest.substr(0, rest.find_first_not_of("0123456789.")));
    const std::string_view name = line.substr(0, at);
    for (const auto& [known, family] : k_redhat_names) {
      if (same_letters(name, known)) return Release{std::string(family), std::move(version)};
    }
    if (!anyone_is_redhat) return std::nullopt;
    return Release{"redhat", std::move(version)};
  }
  return std::nullopt;
}

std::optional<Release> parse_amazon_release(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    if (!line.starts_with("Amazon Linux")) continue;
    const auto words = words_of(line);
    // `Amazon Linux release 2 (Karoo)`, and of old `Amazon Linux AMI release 2018.03`.
    const bool second = line.starts_with("Amazon Linux release 2");
    if (second && words.size() < 5) continue;
    auto version = joined(std::span(words).subspan(second ? 3 : 2));
    if (!version.empty()) return Release{"amazon", std::move(version)};
  }
  return std::nullopt;
}

std::string parse_apk_repositories(std::string_view text) {
  std::string newest;
  while (!text.empty()) {
    const auto repository = repository_of(trim(take_line(text)));
    if (!repository) continue;
    if (repository->family != "alpine") return {};  // two distributions mixed
    const std::string& version = repository->version;
    if (newest.empty() || version == "edge" || (newest != "edge" && is_older(newest, version)))
      newest = version;
  }
  return newest;
}

Result<bool> parse_ubuntu_esm(std::string_view text, std::string_view file) {
  TRY_ASSIGN(const auto status, json::parse(text, file));
  const auto* services = status.find("services");
  if (services == nullptr || services->as_array() == nullptr) return false;
  return std::ranges::any_of(*services->as_array(), [](const json::Value& service) {
    return service.string_at("name") == "esm-infra" && service.string_at("status") == "enabled";
  });
}

}  // namespace pushgate::sbom
