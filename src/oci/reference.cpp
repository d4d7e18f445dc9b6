// SPDX-License-Identifier: Apache-2.0
//
// A reference, as docker reads it and the distribution-spec bounds it ("Pulling manifests"):
//
//   reference  = [ host "/" ] name [ ":" tag ] [ "@" digest ]
//   host       = ( labels joined by "." | "[" IPv6 address "]" ) [ ":" port ]
//   name       = component *( "/" component )
//   component  = alphanumeric runs of a-z 0-9, joined by ".", "_", "__" or any number of "-"
//   tag        = [A-Za-z0-9_] [A-Za-z0-9._-]{0,127}
//
// The part before the first slash is a host only where it has a dot, a colon or a capital letter, or is
// `localhost`. Without a host it is docker.io, whose images without a slash stand below `library/`.
#include "oci/reference.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/format.hpp"

namespace pushgate::oci {

namespace {

constexpr std::string_view k_docker_hub = "docker.io";
constexpr std::size_t k_tag_bytes = 128;
constexpr std::size_t k_repository_bytes = 255;

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_alphanumeric(char c) {
  return is_lower_or_digit(c) || is_upper(c);
}

bool is_host_label(std::string_view label) {
  return !label.empty() && is_alphanumeric(label.front()) && is_alphanumeric(label.back()) &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_host_name(std::string_view host) {
  while (true) {
    const std::size_t dot = host.find('.');
    if (!is_host_label(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

bool is_ipv6(std::string_view address) {
  if (address.find('\0') != std::string_view::npos) return false;
  in6_addr parsed{};
  return inet_pton(AF_INET6, std::string(address).c_str(), &parsed) == 1;
}

bool is_port(std::string_view digits) {
  unsigned port = 0;
  const auto end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, port);
  return error == std::errc() && stop == end && port >= 1 && port <= 65535;
}

/// A host and its port; `colon` is false where there was no port at all.
struct HostPort {
  std::string_view host;  ///< an IPv6 address without its brackets
  std::string_view port;
  bool colon = false;
  bool bracketed = false;
};

HostPort split_port(std::string_view registry) {
  HostPort parts;
  std::size_t end = registry.find(':');
  const std::size_t bracket = registry.starts_with('[') ? registry.find(']') : std::string_view::npos;
  if (bracket != std::string_view::npos) {
    parts.bracketed = true;
    end = bracket + 1;
  }
  const std::string_view rest = end < registry.size() ? registry.substr(end) : std::string_view();
  if (!rest.empty() && rest[0] != ':') return {registry, {}, false, false};  // a host in no form
  parts.host = parts.bracketed ? registry.substr(1, bracket - 1) : registry.substr(0, end);
  parts.colon = !rest.empty();
  if (parts.colon) parts.port = rest.substr(1);
  return parts;
}

bool is_name_component(std::string_view component) {
  std::size_t at = 0;
  while (true) {
    const std::size_t run = at;
    while (at < component.size() && is_lower_or_digit(component[at])) ++at;
    if (at == run) return false;
    if (at == component.size()) return true;
    const std::size_t separator = at;
    while (at < component.size() && !is_lower_or_digit(component[at])) ++at;
    const std::string_view between = component.substr(separator, at - separator);
    if (between != "." && between != "_" && between != "__" &&
        between.find_first_not_of('-') != std::string_view::npos) {
      return false;
    }
  }
}

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= k_tag_bytes && (is_alphanumeric(tag[0]) || tag[0] == '_') &&
         std::all_of(tag.begin(), tag.end(),
                     [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

bool looks_like_host(std::string_view first) {
  return first == "localhost" || first.find_first_of(".:") != std::string_view::npos ||
         std::any_of(first.begin(), first.end(), is_upper);
}

/// What an error may show: a pasted `user:password@host` loses what stands before the `@`.
std::string shown(std::string_view text) {
  const std::size_t at = text.rfind('@');
  const bool secret = at != std::string_view::npos && !text.substr(at + 1).starts_with("sha");
  return secret ? fmt::format("'…@{}'", text.substr(at + 1, 500)) : fmt::format("'{}'", text.substr(0, 500));
}

Error malformed(std::string_view text, std::string what) {
  return Error::misuse("reference " + shown(text), std::move(what));
}

Result<void> check_host(std::string_view text, std::string_view registry) {
  const HostPort parts = split_port(registry);
  if (parts.bracketed ? !is_ipv6(parts.host) : !is_host_name(parts.host)) {
    return fail(malformed(text, fmt::format("has the host '{}'; expected letters, digits and dashes joined "
                                            "by dots, or an IPv6 address in brackets",
                                            parts.host)));
  }
  if (parts.colon && !is_port(parts.port)) {
    return fail(malformed(text, fmt::format("has the port '{}'; expected 1 to 65535", parts.port)));
  }
  return {};
}

Result<void> check_repository(std::string_view text, std::string_view repository) {
  if (repository.empty()) {
    return fail(malformed(text, "has no repository name; expected HOST/NAME, such as ghcr.io/acme/app"));
  }
  if (std::any_of(repository.begin(), repository.end(), is_upper)) {
    return fail(
        malformed(text, fmt::format("has the repository name '{}'; expected it in lower case", repository)));
  }
  for (std::string_view rest = repository;;) {
    const std::size_t slash = rest.find('/');
    if (!is_name_component(rest.substr(0, slash))) {
      return fail(malformed(text, fmt::format("has the name component '{}'; expected lower-case letters and "
                                              "digits, joined by one '.', '_' or '__', or by dashes",
                                              rest.substr(0, slash))));
    }
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  return {};
}

}  // namespace

Result<Reference> Reference::parse(std::string_view text) {
  if (text.empty()) return fail(malformed(text, "is empty; expected HOST/NAME:TAG or HOST/NAME@DIGEST"));
  if (text.find("://") != std::string_view::npos) {
    return fail(malformed(text, "starts with a scheme; expected HOST/NAME:TAG without it"));
  }
  Reference reference;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    const auto digest = Digest::parse(rest.substr(at + 1));
    if (!digest) {
      return fail(malformed(text,
                            "has no digest that pushgate can check after '@'; expected sha256:<64 hex "
                            "digits, lower case>"));
    }
    reference.digest = *digest;
    rest = rest.substr(0, at);
  }
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos && looks_like_host(rest.substr(0, slash))) {
    reference.registry = rest.substr(0, slash);
    TRY(check_host(text, reference.registry));
    rest.remove_prefix(slash + 1);
  } else {
    reference.registry = k_docker_hub;
  }
  if (reference.registry == "index.docker.io") reference.registry = k_docker_hub;
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    const std::string_view tag = rest.substr(colon + 1);
    if (!is_tag(tag)) {
      return fail(malformed(text, fmt::format("has the tag '{}'; expected 1 to {} letters, digits, '_', '.' "
                                              "and '-', not starting with '.' or '-'",
                                              tag, k_tag_bytes)));
    }
    reference.tag = std::string(tag);
    rest = rest.substr(0, colon);
  }
  TRY(check_repository(text, rest));
  if (Digest::parse_hex(text)) {
    return fail(malformed(text, "is 64 hex digits, which docker takes for an image id; expected a name"));
  }
  const bool below_library = reference.registry == k_docker_hub && rest.find('/') == std::string_view::npos;
  reference.repository = (below_library ? "library/" : "") + std::string(rest);
  // With library/, as docker counts: a registry is asked for that name.
  if (reference.repository.size() > k_repository_bytes) {
    return fail(malformed(text, fmt::format("has a repository name of {} characters; expected at most {}",
                                            reference.repository.size(), k_repository_bytes)));
  }
  return reference;
}

std::string Reference::name() const {
  return registry + "/" + repository;
}

std::string Reference::to_string() const {
  std::string out = name();
  if (tag) out += ":" + *tag;
  if (digest) out += "@" + digest->to_string();
  return out;
}

bool is_loopback(std::string_view registry) {
  if (registry.find('\0') != std::string_view::npos) return false;
  // An IPv6 address may come without brackets when it comes without a port.
  const bool bare_ipv6 = is_ipv6(registry);
  const HostPort parts = split_port(registry);
  if (!bare_ipv6 && parts.colon && !is_port(parts.port)) return false;
  const std::string host(bare_ipv6 ? registry : parts.host);
  if (bare_ipv6 || parts.bracketed) {
    in6_addr address{};
    return inet_pton(AF_INET6, host.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
  }
  in_addr address{};
  // inet_pton takes four plain decimal parts only, so that `127.evil.example` is no address.
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return strcasecmp(host.c_str(), "localhost") == 0;
}

}  // namespace pushgate::oci
