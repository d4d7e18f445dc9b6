// SPDX-License-Identifier: Apache-2.0
// Whose word counts, and for how long: `signers` and `receipts`.
#include <algorithm>
#include <filesystem>

#include "base/age.hpp"
#include "base/format.hpp"
#include "plan/fleet_checks.hpp"
#include "plan/fleet_sections.hpp"

namespace pushgate::plan {

namespace {

std::optional<Date> read_day(const yaml::MappingReader& reader, std::string_view key,
                             yaml::Problems& problems) {
  const auto text = reader.string(key);
  if (!text) return std::nullopt;
  const auto day = parse_date(*text);
  if (day) return *day;
  problems.add(reader.position(key),
               fmt::format("\"{}\" is '{}'; expected a day of the calendar, YYYY-MM-DD", key, *text));
  return std::nullopt;
}

/// Reports what cannot be told apart afterwards: a name or a key that stands twice.
bool is_new(const Signer& signer, const std::vector<Signer>& others, const yaml::MappingReader& reader,
            yaml::Problems& problems) {
  const auto path = [](const Signer& one) { return std::filesystem::path(one.key).lexically_normal(); };
  for (const Signer& other : others) {
    if (other.name == signer.name) {
      problems.add(reader.position("name"),
                   fmt::format("signer '{}' stands twice; expected it once", signer.name));
      return false;
    }
    if (path(other) == path(signer)) {
      problems.add(reader.position("key"),
                   fmt::format("'{}' is the key of signer '{}', too; expected a key of one name", signer.key,
                               other.name));
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<Signer> read_signers(const std::vector<yaml::Node>& nodes, yaml::Problems& problems) {
  std::vector<Signer> signers;
  for (const yaml::Node& node : nodes) {
    const yaml::MappingReader reader(node, "a signer", {"name", "key", "from", "until"}, problems);
    const auto name = reader.require_string("name");
    const auto key = reader.require_string("key");
    if (key) check_path(*key, "\"key\"", reader.position("key"), problems);
    const auto from = read_day(reader, "from", problems);
    const auto until = read_day(reader, "until", problems);
    if (from && until && *from > *until) {
      problems.add(reader.position("until"),
                   fmt::format("\"until\" is {}, before \"from\", {}; expected that "
                               "day or a later one",
                               format_date(*until), format_date(*from)));
    }
    if (!name || !check_name(*name, "signer", reader.position("name"), problems) || !key) continue;
    Signer signer{*name, *key, from, until};
    if (is_new(signer, signers, reader, problems)) signers.push_back(std::move(signer));
  }
  return signers;
}

std::optional<std::chrono::hours> read_receipts(const yaml::Node& node, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "receipts", {"max_age"}, problems);
  const auto text = reader.require_string("max_age");
  if (!text) return std::nullopt;
  const auto age = parse_age(*text);
  if (!age) {
    problems.add(reader.position("max_age"),
                 fmt::format("\"max_age\" is '{}'; expected {}", *text, k_age_form));
  }
  return age;
}

}  // namespace pushgate::plan
