// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/exposed_ports.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

std::optional<std::uint16_t> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::uint16_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> range_of(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = number_of(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number_of(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return std::pair(*first, *last);
}

}  // namespace

Result<PortRange> parse_ports(std::string_view text) {
  const auto wrong = [&] {
    return fail(Error::refused(
        "", fmt::format(
                "'{}' is no port; expected one from 0 to 65535 or a range as 7000-7010, then perhaps /tcp, "
                "/udp or /sctp",
                text)));
  };
  auto container = text;
  std::optional<std::string_view> host;
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    container = text.substr(colon + 1);
    const auto before = text.substr(0, colon);
    host = before.substr(before.rfind(':') + 1);  // npos + 1 is 0
  }
  const auto slash = container.find('/');
  const auto range = range_of(container.substr(0, slash));
  auto protocol = slash == std::string_view::npos ? "" : lower_case(container.substr(slash + 1));
  if (protocol.empty()) protocol = "tcp";
  if (!range || (protocol != "tcp" && protocol != "udp" && protocol != "sctp")) return wrong();
  if (host && !host->empty()) {
    const auto host_range = range_of(*host);
    if (!host_range) return wrong();
    const bool same_length = host_range->second - host_range->first == range->second - range->first;
    if (!same_length && range->first != range->second) return wrong();
  }
  return PortRange{range->first, range->second, std::move(protocol)};
}

}  // namespace pushgate::dockerfile
