// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "plan/fleet_checks.hpp"
#include "plan/fleet_sections.hpp"
#include "python/package_name.hpp"

namespace pushgate::plan {

namespace {

constexpr std::size_t k_named_families = 20;  // of one cycle; a longer one is told by its length

std::vector<std::string> read_provides(const std::vector<yaml::Node>& nodes, const std::string& family,
                                       yaml::Problems& problems) {
  std::vector<std::string> provides;
  for (const yaml::Node& node : nodes) {
    const auto written = yaml::as_string(node, "provides", problems);
    if (!written) continue;
    if (!python::is_package_name(*written)) {
      problems.add(node.at, fmt::format("'{}' is no name of a Python distribution; expected one as in torch",
                                        *written));
      continue;
    }
    std::string name = python::normalize_name(*written);
    if (std::find(provides.begin(), provides.end(), name) != provides.end()) {
      problems.add(node.at,
                   fmt::format("'{}' stands twice in \"provides\" of {}; expected it once", name, family));
    } else {
      provides.push_back(std::move(name));
    }
  }
  return provides;
}

using Positions = std::map<std::string, yaml::Position>;  ///< of the values of `family`

Family read_family(const yaml::Entry& entry, Positions& built_on, yaml::Problems& problems) {
  Family family;
  family.line = entry.key_at.line;
  const std::string what = "family '" + entry.key + "'";
  const yaml::MappingReader reader(entry.value, what, {"image", "dockerfile", "family", "provides"},
                                   problems);
  if (const auto image = reader.require_string("image");
      image && check_repository(*image, "\"image\"", reader.position("image"), problems))
    family.image = *image;
  family.dockerfile = read_path(reader, "dockerfile", problems);
  if (const auto base = reader.string("family")) {
    family.family = *base;
    built_on.emplace(entry.key, reader.position("family"));
  }
  if (const auto* provides = reader.sequence("provides"))
    family.provides = read_provides(*provides, what, problems);
  return family;
}

/// `'a' (4:13) on 'b' (5:13) on 'a'`.
std::string cycle_text(const std::vector<std::string>& cycle, const Positions& built_on) {
  std::string text;
  for (std::size_t i = 0; i < std::min(cycle.size(), k_named_families); ++i) {
    const yaml::Position at = built_on.at(cycle[i]);
    text += fmt::format("'{}' ({}:{}) on ", cycle[i], at.line, at.column);
  }
  if (cycle.size() > k_named_families) text += fmt::format("{} more on ", cycle.size() - k_named_families);
  return text + fmt::format("'{}'", cycle[0]);
}

/// Reports each cycle once, at the first of its places in the file.
void check_cycles(const std::map<std::string, Family>& families, const Positions& built_on,
                  yaml::Problems& problems) {
  std::set<std::string> done;
  for (const auto& [start, family] : families) {
    std::vector<std::string> path;
    std::map<std::string, std::size_t> place;  // in the path
    std::string name = start;
    while (!name.empty() && families.contains(name) && !done.contains(name) && !place.contains(name)) {
      place.emplace(name, path.size());
      path.push_back(name);
      name = families.at(name).family;
    }
    if (const auto seen = place.find(name); seen != place.end()) {
      std::vector<std::string> cycle(path.begin() + static_cast<std::ptrdiff_t>(seen->second), path.end());
      const auto earlier = [&](const std::string& a, const std::string& b) {
        return built_on.at(a) < built_on.at(b);
      };
      std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end(), earlier), cycle.end());
      problems.add(
          built_on.at(cycle[0]),
          fmt::format("families are built on one another in a circle: {}; expected one without \"family\"",
                      cycle_text(cycle, built_on)));
    }
    done.insert(path.begin(), path.end());
  }
}

}  // namespace

std::map<std::string, Family> read_families(const std::vector<yaml::Entry>& entries,
                                            yaml::Problems& problems) {
  std::map<std::string, Family> families;
  Positions built_on;
  for (const yaml::Entry& entry : entries) {
    check_name(entry.key, "family", entry.key_at, problems);
    families.emplace(entry.key, read_family(entry, built_on, problems));
  }
  for (const auto& [name, at] : built_on) {
    const std::string& base = families.at(name).family;
    if (families.contains(base)) continue;
    problems.add(at, fmt::format("family '{}' of family '{}' is not defined; {}", base, name,
                                 expected_one_of(families, "families")));
  }
  check_cycles(families, built_on, problems);
  return families;
}

}  // namespace pushgate::plan
