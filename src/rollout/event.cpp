// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string_view>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "rollout/history.hpp"

namespace pushgate::rollout {

namespace {

using Kind = Event::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 9> k_kinds = {{{Kind::begin, "begin"},
                                                                       {Kind::resume, "resume"},
                                                                       {Kind::changing, "changing"},
                                                                       {Kind::changed, "changed"},
                                                                       {Kind::failing, "failing"},
                                                                       {Kind::undoing, "undoing"},
                                                                       {Kind::undone, "undone"},
                                                                       {Kind::stuck, "stuck"},
                                                                       {Kind::end, "end"}}};

json::Object release_value(const Release& release) {
  return json::Object{{"tag", release.tag}, {"digest", release.digest.to_string()}, {"image", release.image}};
}

Result<Release> read_release(const json::Value& value, const std::string& where) {
  TRY_ASSIGN(std::string tag, json::require_string(value, "tag", where));
  TRY_ASSIGN(const std::string digest, json::require_string(value, "digest", where));
  TRY_ASSIGN(std::string image, json::require_string(value, "image", where));
  TRY_ASSIGN(const Digest parsed, Digest::parse(digest));
  return Release{std::move(tag), parsed, std::move(image)};
}

Result<Key> read_key(const json::Value& value, const std::string& where) {
  TRY_ASSIGN(std::string machine, json::require_string(value, "machine", where));
  TRY_ASSIGN(std::string service, json::require_string(value, "service", where));
  if (machine.empty() || service.empty())
    return fail(Error::unchecked(where, "names no machine or no service"));
  return Key{std::move(machine), std::move(service)};
}

Result<void> read_releases(const json::Value& value, Event& event, const std::string& where) {
  TRY_ASSIGN(const json::Array* releases, json::require_array(value, "releases", where));
  for (const json::Value& one : *releases) {
    TRY_ASSIGN(const Key key, read_key(one, where));
    TRY_ASSIGN(Release release, read_release(one, where));
    event.releases.emplace(key, std::move(release));
  }
  return {};
}

Result<void> read_back(const json::Value& value, Event& event, const std::string& where) {
  TRY_ASSIGN(const json::Array* back, json::require_array(value, "back", where));
  for (const json::Value& one : *back) {
    TRY_ASSIGN(const Key key, read_key(one, where));
    std::optional<Release> release;
    if (one.find("digest") != nullptr) {
      TRY_ASSIGN(release, read_release(one, where));
    }
    event.back.emplace(key, std::move(release));
  }
  return {};
}

bool has_release(Kind kind) {
  return kind == Kind::changing || kind == Kind::changed || kind == Kind::undoing || kind == Kind::undone;
}

}  // namespace

std::string write_event(const Event& event) {
  json::Object object;
  for (const auto& [kind, name] : k_kinds)
    if (kind == event.kind) object.set("event", name);
  object.set("run", event.run);
  object.set("at", format_rfc3339(event.at));
  if (event.kind == Kind::begin) {
    object.set("action", event.action);
    object.set("tag", event.tag);
    json::Array releases;
    for (const auto& [key, release] : event.releases) {
      json::Object value = release_value(release);
      value.set("machine", key.machine);
      value.set("service", key.service);
      releases.emplace_back(std::move(value));
    }
    object.set("releases", std::move(releases));
  }
  if (has_release(event.kind) || event.kind == Kind::stuck) {
    object.set("machine", event.key.machine);
    object.set("service", event.key.service);
  }
  if (has_release(event.kind) && event.release) {
    const json::Object release = release_value(*event.release);
    for (const auto& [name, value] : release.members()) object.set(name, value);
  }
  if (event.kind == Kind::failing || event.kind == Kind::stuck) object.set("reason", event.reason);
  if (event.kind == Kind::failing) {
    json::Array back;
    for (const auto& [key, release] : event.back) {
      json::Object value = release ? release_value(*release) : json::Object{};
      value.set("machine", key.machine);
      value.set("service", key.service);
      back.emplace_back(std::move(value));
    }
    object.set("back", std::move(back));
  }
  if (event.kind == Kind::end) object.set("outcome", event.outcome);
  return json::write(object);
}

Result<Event> read_event(std::string_view text, const std::string& where) {
  TRY_ASSIGN(const json::Value value, json::parse(text, where));
  TRY_ASSIGN(const std::string name, json::require_string(value, "event", where));
  Event event;
  bool known = false;
  for (const auto& [kind, word] : k_kinds) {
    if (word != name) continue;
    event.kind = kind;
    known = true;
  }
  if (!known)
    return fail(Error::unchecked(where, fmt::format("has an event '{}' that is not known", name))
                    .with_hint("was it written by a newer pushgate?"));
  TRY_ASSIGN(event.run, json::require_unsigned(value, "run", where));
  TRY_ASSIGN(const std::string at, json::require_string(value, "at", where));
  TRY_ASSIGN(event.at, parse_rfc3339(at));
  if (event.kind == Kind::begin) {
    TRY_ASSIGN(event.action, json::require_string(value, "action", where));
    TRY_ASSIGN(event.tag, json::require_string(value, "tag", where));
    TRY(read_releases(value, event, where));
  }
  if (has_release(event.kind) || event.kind == Kind::stuck) {
    TRY_ASSIGN(event.key, read_key(value, where));
  }
  if (has_release(event.kind)) {
    TRY_ASSIGN(event.release, read_release(value, where));
  }
  if (event.kind == Kind::failing || event.kind == Kind::stuck) {
    TRY_ASSIGN(event.reason, json::require_string(value, "reason", where));
  }
  if (event.kind == Kind::failing) TRY(read_back(value, event, where));
  if (event.kind == Kind::end) {
    TRY_ASSIGN(event.outcome, json::require_string(value, "outcome", where));
  }
  return event;
}

}  // namespace pushgate::rollout
