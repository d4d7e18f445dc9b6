// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_probe.hpp"

#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "sbom/cargo_audit_data.hpp"
#include "sbom/executable_file.hpp"
#include "sbom/go_packages.hpp"
#include "sbom/watched_file.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_where = "what is kept of it";

Result<json::Value> go_of(const ExecutableFile& file) {
  TRY_ASSIGN(const auto found, find_go_build_info(file));
  if (!found) return json::Value();
  TRY_ASSIGN(const auto info, parse_go_build_info(*found));
  TRY(go_packages(info));
  return json::Value(json::Object{{"version", found->version}, {"modules", found->modules}});
}

Result<json::Value> cargo_of(const ExecutableFile& file) {
  TRY_ASSIGN(const auto crates, find_cargo_audit_data(file));
  if (!crates) return json::Value();
  TRY(cargo_packages(*crates));
  return write_cargo_audit_data(*crates);
}

void look_into(const RandomAccess& file, json::Object& out) {
  const auto executable = ExecutableFile::open(file);
  if (!executable) {
    out.set("unread", executable.error().what);
    return;
  }
  out.set("shared", !executable->is_program());
  std::string unread;
  const auto take = [&](std::string name, Result<json::Value> value) {
    if (!value) {
      unread += (unread.empty() ? "" : "; ") + value.error().what;
    } else if (!value->is_null()) {
      out.set(std::move(name), std::move(*value));
    }
  };
  take("go", go_of(*executable));
  take("cargo", cargo_of(*executable));
  if (!unread.empty()) out.set("unread", std::move(unread));
}

}  // namespace

Result<std::string> probe_executable(const RandomAccess& file) {
  const WatchedFile watched(file);
  std::array<std::uint8_t, 64> head{};
  TRY_ASSIGN(const std::size_t count, watched.read_at(0, head));
  const auto format = executable_format(std::span<const std::uint8_t>(head).first(count));
  json::Object out{{"kind", "executable"}, {"format", format ? to_string(*format) : ""}};
  look_into(watched, out);
  if (watched.error()) return fail(*watched.error());
  return json::write(out);
}

Result<std::vector<model::Component>> executable_packages(const json::Value& probed) {
  std::vector<model::Component> out;
  if (const json::Value* const go = probed.find("go")) {
    GoBuildText text;
    TRY_ASSIGN(text.version, json::require_string(*go, "version", k_where));
    TRY_ASSIGN(text.modules, json::require_string(*go, "modules", k_where));
    TRY_ASSIGN(const auto info, parse_go_build_info(text));
    TRY_ASSIGN(out, go_packages(info));
  }
  if (const json::Value* const cargo = probed.find("cargo")) {
    TRY_ASSIGN(const auto crates, parse_cargo_audit_data(*cargo));
    TRY_ASSIGN(auto packages, cargo_packages(crates));
    out.insert(out.end(), std::make_move_iterator(packages.begin()), std::make_move_iterator(packages.end()));
  }
  return out;
}

}  // namespace pushgate::sbom
