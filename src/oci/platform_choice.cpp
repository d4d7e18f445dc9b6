// SPDX-License-Identifier: Apache-2.0
#include "oci/platform_choice.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::oci {

namespace {

std::string_view variant_of(const Platform& platform) {
  if (!platform.variant.empty()) return platform.variant;
  if (platform.architecture == "arm64") return "v8";
  if (platform.architecture == "arm") return "v7";
  if (platform.architecture == "amd64") return "v1";
  return {};
}

}  // namespace

Result<Platform> parse_platform(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  const bool has_empty =
      std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); });
  if (parts.size() < 2 || parts.size() > 3 || has_empty) {
    return fail(Error::misuse(fmt::format("platform '{}'", text),
                              "has another form; expected OS/ARCHITECTURE[/VARIANT], such as linux/amd64"));
  }
  return Platform{parts[0], parts[1], parts.size() == 3 ? parts[2] : ""};
}

bool is_unknown(const Platform& platform) {
  return platform.os == "unknown" && platform.architecture == "unknown";
}

bool matches(const Platform& wanted, const Platform& offered) {
  return wanted.os == offered.os && wanted.architecture == offered.architecture &&
         variant_of(wanted) == variant_of(offered);
}

}  // namespace pushgate::oci
