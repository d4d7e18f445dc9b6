// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_listing.hpp"

// JSON lines. First {"kind":"rpm_database"}, with members error and hint and nothing more where it cannot be
// read. Then for each package an object, whose members are RpmPackage's and absent where empty, and on the
// next line, where it has files, a list with a list for each directory: its path, then the names in it.

#include <array>
#include <optional>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/rpm_database.hpp"
#include "sbom/watched_file.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::array<std::pair<const char*, std::string RpmPackage::*>, 10> k_texts = {{
    {"name", &RpmPackage::name},
    {"version", &RpmPackage::version},
    {"release", &RpmPackage::release},
    {"arch", &RpmPackage::arch},
    {"source_rpm", &RpmPackage::source_rpm},
    {"vendor", &RpmPackage::vendor},
    {"packager", &RpmPackage::packager},
    {"license", &RpmPackage::license},
    {"modularity_label", &RpmPackage::modularity_label},
    {"sigmd5", &RpmPackage::sigmd5},
}};
constexpr std::array<std::pair<const char*, std::vector<std::string> RpmPackage::*>, 2> k_lists = {{
    {"needs", &RpmPackage::needs},
    {"provides", &RpmPackage::provides},
}};

json::Value list_of(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

std::string head_line(const Error* error) {
  json::Object head{{"kind", "rpm_database"}};
  if (error != nullptr) head.append("error", error->what);
  if (error != nullptr && !error->hint.empty()) head.append("hint", error->hint);
  return json::write(head) + "\n";
}

std::string lines_of(const RpmPackage& package) {
  json::Object members;
  for (const auto& [name, member] : k_texts) {
    if (!(package.*member).empty()) members.append(name, package.*member);
  }
  if (package.epoch) members.append("epoch", *package.epoch);
  for (const auto& [name, member] : k_lists) {
    if (!(package.*member).empty()) members.append(name, list_of(package.*member));
  }
  std::string out = json::write(members) + "\n";
  json::Array directories;
  for (const auto& directory : package.directories) {
    json::Array names{directory.path};
    names.insert(names.end(), directory.names.begin(), directory.names.end());
    directories.emplace_back(std::move(names));
  }
  if (!directories.empty()) out += json::write(std::move(directories)) + "\n";
  return out;
}

std::vector<std::string> texts_in(const json::Value& list) {
  std::vector<std::string> out;
  const auto* const values = list.as_array();
  if (values == nullptr) return out;
  out.reserve(values->size());
  for (const auto& value : *values) {
    if (const auto* const text = value.as_string()) out.push_back(*text);
  }
  return out;
}

RpmPackage package_in(const json::Value& members) {
  RpmPackage package;
  for (const auto& [name, member] : k_texts) package.*member = members.string_at(name);
  const auto* const epoch = members.find("epoch");
  if (const auto number = epoch == nullptr ? std::nullopt : epoch->as_unsigned()) {
    package.epoch = static_cast<std::uint32_t>(*number);
  }
  for (const auto& [name, member] : k_lists) {
    if (const auto* const list = members.find(name)) package.*member = texts_in(*list);
  }
  return package;
}

std::vector<RpmDirectory> directories_in(const json::Value& lists) {
  std::vector<RpmDirectory> out;
  const auto* const values = lists.as_array();
  if (values == nullptr) return out;
  for (const auto& value : *values) {
    auto names = texts_in(value);
    if (names.empty()) continue;
    RpmDirectory& directory = out.emplace_back();
    directory.path = std::move(names.front());
    names.erase(names.begin());
    directory.names = std::move(names);
  }
  return out;
}

}  // namespace

bool is_rpm_database(std::string_view path) {
  for (const std::string_view name : {"rpm/rpmdb.sqlite", "rpm/Packages.db", "rpm/Packages"}) {
    if (path.ends_with(name) && (path.size() == name.size() || path[path.size() - name.size() - 1] == '/')) {
      return true;
    }
  }
  return false;
}

Result<std::string> probe_rpm_database(const std::string& path, const RandomAccess& file) {
  const WatchedFile watched(file);
  std::string text = head_line(nullptr);
  const auto read = each_rpm_package(watched, "/" + path, [&](const RpmPackage& package) -> Result<void> {
    text += lines_of(package);
    if (text.size() <= limits::k_kept_file_bytes) return {};
    return fail(Error::unchecked(path, "says more than can be kept of it"));
  });
  if (watched.error()) return fail(*watched.error());
  return read ? text : head_line(&read.error());
}

Result<void> each_listed_rpm(std::string_view text, const std::string& path, bool with_directories,
                             const std::function<Result<void>(RpmPackage)>& sink) {
  TRY_ASSIGN(const json::Value head, json::parse(take_line(text), path));
  if (head.string_at("kind") != "rpm_database") {
    return fail(Error::unchecked(path, "is no rpm database, and not what was found out about one"));
  }
  if (const auto error = head.string_at("error"); !error.empty()) {
    return fail(Error::unchecked(path, std::string(error)).with_hint(std::string(head.string_at("hint"))));
  }
  while (!text.empty()) {
    TRY_ASSIGN(const json::Value members, json::parse(take_line(text), path));
    RpmPackage package = package_in(members);
    if (text.starts_with('[')) {
      const auto line = take_line(text);
      if (with_directories) {
        TRY_ASSIGN(const json::Value lists, json::parse(line, path));
        package.directories = directories_in(lists);
      }
    }
    TRY(sink(std::move(package)));
  }
  return {};
}

}  // namespace pushgate::sbom
