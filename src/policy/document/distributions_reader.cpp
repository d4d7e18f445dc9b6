// SPDX-License-Identifier: Apache-2.0
#include "policy/document/distributions_reader.hpp"

#include <string>

#include "adapter/yaml/mapping_reader.hpp"
#include "base/format.hpp"

namespace pushgate::policy {

namespace {

Distribution read_distribution(const yaml::Entry& entry, yaml::Problems& problems) {
  const yaml::MappingReader reader(entry.value, "distribution '" + entry.key + "'",
                                   {"source", "ends", "rolling"}, problems);
  Distribution distribution;
  reader.require_string("source");
  distribution.rolling = reader.boolean("rolling").value_or(false);
  if (distribution.rolling == (reader.find("ends") != nullptr))
    problems.add(entry.key_at,
                 fmt::format("'{}' is rolling or has releases that end; expected one", entry.key));
  if (const auto* ends = reader.mapping("ends")) {
    for (const yaml::Entry& release : *ends) {
      const auto text = yaml::as_string(release.value, release.key, problems);
      if (!text) continue;
      if (const auto day = parse_date(*text)) {
        distribution.ends.emplace(release.key, *day);
      } else {
        problems.add(release.value.at, fmt::format("'{}' ends on '{}'; expected a day of the calendar, "
                                                   "YYYY-MM-DD",
                                                   release.key, *text));
      }
    }
  }
  return distribution;
}

}  // namespace

Result<Distributions> parse_distributions(std::string_view text, std::string_view file_name) {
  yaml::Problems problems{std::string(file_name)};
  Distributions distributions;
  if (const auto document = yaml::parse(text, problems)) {
    const yaml::MappingReader root(*document, "the table of distributions", {"version", "distributions"},
                                   problems);
    root.require_integer("version", 1, 1);
    if (const auto* rows = root.require_mapping("distributions")) {
      for (const yaml::Entry& entry : *rows)
        distributions.emplace(entry.key, read_distribution(entry, problems));
    }
  }
  if (!problems.empty()) return fail(problems.error());
  return distributions;
}

}  // namespace pushgate::policy
