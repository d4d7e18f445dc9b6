// SPDX-License-Identifier: Apache-2.0
//
// Image names as containers-transports(5) writes them: TRANSPORT:DETAILS. Skopeo cuts `oci:PATH:TAG` at the
// first colon, so that a path with a colon cannot be named; here the longest prefix that exists is the path.
#include "oci/image_name.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/format.hpp"
#include "oci/reference.hpp"

namespace pushgate::oci {

namespace {

using Transport = ImageName::Transport;

constexpr const char* k_known_forms =
    "oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF] or docker://REF";

struct LocalForm {
  std::string_view prefix;
  Transport transport;
};
constexpr std::array<LocalForm, 3> k_local_forms{{{"oci:", Transport::oci_layout},
                                                  {"oci-archive:", Transport::oci_archive},
                                                  {"docker-archive:", Transport::docker_archive}}};

// Transports of other programs. A repository of such a name can still be had as docker://dir:TAG.
constexpr std::array<std::string_view, 6> k_foreign_prefixes{
    "dir:", "docker-daemon:", "containers-storage:", "ostree:", "sif:", "tarball:"};

bool exists(std::string_view path) {
  std::error_code error;
  return !path.empty() && path.find('\0') == std::string_view::npos &&
         std::filesystem::exists(std::filesystem::path(path), error);
}

/// Where the path in `PATH[:TAG]` ends.
std::size_t path_length(std::string_view rest) {
  std::size_t end = rest.size();
  while (!exists(rest.substr(0, end))) {
    const std::size_t colon = end == 0 ? std::string_view::npos : rest.rfind(':', end - 1);
    if (colon == std::string_view::npos) return std::min(rest.find(':'), rest.size());
    end = colon;
  }
  return end;
}

Result<ImageName> parse_local(std::string_view text, const LocalForm& form) {
  const std::string_view rest = text.substr(form.prefix.size());
  const std::size_t end = path_length(rest);
  if (end == 0 || end + 1 == rest.size()) {
    return fail(Error::misuse(
        fmt::format("image '{}'", text),
        fmt::format("has an empty {}; expected {}", end == 0 ? "path" : "tag after ':'", k_known_forms)));
  }
  ImageName name{form.transport, std::string(rest.substr(0, end)), {}, std::string(text)};
  if (end < rest.size()) name.tag = rest.substr(end + 1);
  return name;
}

Result<ImageName> parse_registry(std::string_view text, std::string_view reference) {
  if (auto parsed = Reference::parse(reference); !parsed) {
    Error error = std::move(parsed).error();
    if (exists(text)) {
      error.hint =
          fmt::format("for a file write oci-archive:{0} or docker-archive:{0}, for a layout oci:{0}", text);
    }
    return fail(std::move(error));
  }
  return ImageName{Transport::registry, {}, std::string(reference), std::string(text)};
}

}  // namespace

Result<ImageName> ImageName::parse(std::string_view text) {
  static constexpr std::string_view k_registry_prefix = "docker://";
  if (text.starts_with(k_registry_prefix)) {
    return parse_registry(text, text.substr(k_registry_prefix.size()));
  }
  for (const LocalForm& form : k_local_forms) {
    if (text.starts_with(form.prefix)) return parse_local(text, form);
  }
  for (const std::string_view prefix : k_foreign_prefixes) {
    if (!text.starts_with(prefix)) continue;
    return fail(
        Error::misuse(fmt::format("image '{}'", text),
                      fmt::format("has the unknown transport '{}'; expected {}", prefix, k_known_forms)));
  }
  return parse_registry(text, text);
}

}  // namespace pushgate::oci
