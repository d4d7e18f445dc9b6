// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet_text.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::plan {

namespace {

/// A scalar that YAML reads as this text: in quotes unless it is plain in every reading.
std::string scalar(const std::string& text) {
  constexpr std::string_view k_first = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/";
  constexpr std::string_view k_others = "0123456789-./";
  const bool plain =
      !text.empty() && k_first.find(text[0]) != std::string_view::npos &&
      std::ranges::all_of(text, [&](char c) {
        return k_first.find(c) != std::string_view::npos || k_others.find(c) != std::string_view::npos;
      });
  constexpr std::string_view k_other_kinds[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  const bool is_other_kind = std::ranges::find(k_other_kinds, lower) != std::end(k_other_kinds);
  return plain && !is_other_kind ? text : json::write(text);
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + scalar(text);
  return "[" + out + "]";
}

void add(std::string& out, std::string_view indent, std::string_view key, const std::string& value) {
  if (!value.empty()) out += fmt::format("{}{}: {}\n", indent, key, scalar(value));
}

std::string head(const Fleet& fleet, const std::string& user) {
  std::string out =
      "# The services of the fleet and what each image must be. `pushgate lint` checks it.\nversion: 1\n";
  add(out, "", "registry", fleet.registry);
  if (fleet.registry.empty()) out += "# registry: ghcr.io/ORG/ai_system    where the images of services go\n";
  if (!fleet.tag.empty()) out += "tag: " + fleet.tag + "\n";
  if (!fleet.user) {
    out += fmt::format("# user: {{name: {}, uid: 10001, gid: 10001}}    what every service runs as\n",
                       user.empty() ? "appuser" : scalar(user));
  }
  if (fleet.python.empty()) out += "# python: \"3.11\"\n";
  return out;
}

void add_service(std::string& out, const Service& service) {
  out += fmt::format("  {}:\n", scalar(service.name));
  add(out, "    ", "dockerfile", service.dockerfile);
  const std::string folder = std::filesystem::path(service.dockerfile).parent_path().string();
  if (service.context != (folder.empty() ? "." : folder)) add(out, "    ", "context", service.context);
  add(out, "    ", "family", service.family);
  if (service.ports)
    out += fmt::format("    ports: {{service: {}, health: {}}}\n", service.ports->service,
                       service.ports->health);
  if (!service.machines.empty()) out += fmt::format("    machines: {}\n", list(service.machines));
  add(out, "    ", "lock", service.lock);
}

void add_machine(std::string& out, const std::string& name, const Machine& machine) {
  out += fmt::format("  {}:\n", scalar(name));
  add(out, "    ", "profile", machine.profile);
  out += machine.env.empty() ? "    env: {}\n" : "    env:\n";
  for (const auto& [variable, value] : machine.env)
    out += fmt::format("      {}: {}\n", variable, json::write(value));
}

}  // namespace

std::string fleet_text(const Fleet& fleet, const std::string& user) {
  std::string out = head(fleet, user);
  if (!fleet.families.empty()) out += "families:\n";
  for (const auto& [name, family] : fleet.families) {
    out += fmt::format("  {}:\n", scalar(name));
    add(out, "    ", "image", family.image);
    add(out, "    ", "dockerfile", family.dockerfile);
    add(out, "    ", "family", family.family);
  }
  out += "services:\n";
  for (const auto& [name, service] : fleet.services) add_service(out, service);
  if (!fleet.machines.empty()) out += "machines:\n";
  for (const auto& [name, machine] : fleet.machines) add_machine(out, name, machine);
  add(out, "", "policy", fleet.policy);
  return out;
}

}  // namespace pushgate::plan
