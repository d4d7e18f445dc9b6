// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/mount_options.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "plan/dockerfile/rune.hpp"

namespace pushgate::dockerfile {

namespace {

tl::unexpected<Error> quotes_out_of_place(std::string_view value) {
  return fail(
      Error::refused("", fmt::format("'{}' has a double quote out of place; expected fields separated by "
                                     "commas, each as a whole in double quotes or without any",
                                     value)));
}

// A field in double quotes, of which "" is one; up to its closing quote, which is taken.
std::optional<std::string> quoted_field(std::string_view& rest) {
  std::string out;
  rest.remove_prefix(1);
  while (true) {
    const auto end = rest.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    out += rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!rest.starts_with('"')) return out;
    out += '"';
    rest.remove_prefix(1);
  }
}

Result<std::vector<std::string>> fields_of(std::string_view value) {
  std::vector<std::string> out;
  auto rest = value;
  while (true) {
    if (rest.starts_with('"')) {
      auto field = quoted_field(rest);
      if (!field || (!rest.empty() && rest.front() != ',')) return quotes_out_of_place(value);
      out.push_back(std::move(*field));
    } else {
      const auto end = std::min(rest.find(','), rest.size());
      out.emplace_back(rest.substr(0, end));
      if (out.back().find('"') != std::string::npos) return quotes_out_of_place(value);
      rest.remove_prefix(end);
    }
    if (rest.empty()) return out;
    rest.remove_prefix(1);
  }
}

}  // namespace

Result<MountOptions> mount_options(std::string_view value) {
  if (value.empty()) return fail(Error::refused("", "its value is empty; expected key=value,…"));
  TRY_ASSIGN(const auto fields, fields_of(value));
  MountOptions out;
  for (const auto& field : fields) {
    const auto equals = field.find('=');
    std::optional<std::string> text;
    if (equals != std::string::npos) text = field.substr(equals + 1);
    out.emplace_back(lower_case(std::string_view(field).substr(0, equals)), std::move(text));
  }
  return out;
}

}  // namespace pushgate::dockerfile
