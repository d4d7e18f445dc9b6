// SPDX-License-Identifier: Apache-2.0
#include "registry/next_link.hpp"

#include "base/ascii.hpp"
#include "base/format.hpp"

namespace pushgate::registry {

namespace {

// `rel` may hold several relations: rel="prev next".
bool says_next(std::string_view relations) {
  if (relations.size() >= 2 && relations.front() == '"' && relations.back() == '"')
    relations = relations.substr(1, relations.size() - 2);
  while (!relations.empty()) {
    const auto blank = relations.find(' ');
    if (same_letters(relations.substr(0, blank), "next")) return true;
    relations.remove_prefix(blank == std::string_view::npos ? relations.size() : blank + 1);
  }
  return false;
}

bool has_next(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = parameters.find(';');
    const auto parameter = net::trim(parameters.substr(0, end));
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos && same_letters(net::trim(parameter.substr(0, equals)), "rel") &&
        says_next(net::trim(parameter.substr(equals + 1))))
      return true;
    parameters.remove_prefix(end == std::string_view::npos ? parameters.size() : end + 1);
  }
  return false;
}

}  // namespace

std::optional<std::string> next_link(const std::vector<std::string_view>& fields) {
  for (std::string_view rest : fields) {
    for (;;) {
      const auto open = rest.find('<');
      const auto close = rest.find('>', open == std::string_view::npos ? 0 : open);
      if (open == std::string_view::npos || close == std::string_view::npos) break;
      const auto target = rest.substr(open + 1, close - open - 1);
      rest.remove_prefix(close + 1);
      const auto next = rest.find(",");
      const auto parameters = rest.substr(0, next);
      if (!target.empty() && has_next(parameters)) return std::string(target);
      if (next == std::string_view::npos) break;
      rest.remove_prefix(next + 1);
    }
  }
  return std::nullopt;
}

Result<std::optional<net::Url>> next_page(const net::Url& page, const net::Headers& headers) {
  const auto link = next_link(headers.all("Link"));
  if (!link) return std::nullopt;
  TRY_ASSIGN(auto next, page.resolve(*link));
  if (!next.same_origin(page))
    return fail(Error::unchecked(
        page.authority(), fmt::format("links its next page to {}; expected its own host", next.authority())));
  return next;
}

}  // namespace pushgate::registry
