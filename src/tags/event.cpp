// SPDX-License-Identifier: Apache-2.0
//
// A record is one JSON object:
//
//     {"event":"begin","run":1,"at":"2026-01-01T00:00:00Z","tag":"20260101-9c99cc9","moves":[
//       {"repository":"ghcr.io/acme/app","tag":"latest","before":"sha256:…" or null,"after":"sha256:…"}]}
//     {"event":"moved","run":1,"at":"…","move":0}
#include <array>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "tags/history.hpp"

namespace pushgate::tags {

namespace {

using Kind = Event::Kind;

constexpr std::size_t k_moves = 100'000;

constexpr std::array<std::pair<Kind, std::string_view>, 7> k_kinds = {{{Kind::begin, "begin"},
                                                                       {Kind::resume, "resume"},
                                                                       {Kind::moved, "moved"},
                                                                       {Kind::failing, "failing"},
                                                                       {Kind::undone, "undone"},
                                                                       {Kind::remains, "remains"},
                                                                       {Kind::end, "end"}}};

bool has_move(Kind kind) {
  return kind == Kind::moved || kind == Kind::undone || kind == Kind::remains;
}

bool has_reason(Kind kind) {
  return kind == Kind::failing || kind == Kind::remains;
}

json::Value moves_value(const std::vector<Move>& moves) {
  json::Array values;
  for (const Move& move : moves) {
    values.emplace_back(
        json::Object{{"repository", move.repository},
                     {"tag", move.tag},
                     {"before", move.before ? json::Value(move.before->to_string()) : json::Value()},
                     {"after", move.after.to_string()}});
  }
  return values;
}

Result<Move> read_move(const json::Value& value, const std::string& where) {
  TRY_ASSIGN(std::string repository, json::require_string(value, "repository", where));
  TRY_ASSIGN(std::string tag, json::require_string(value, "tag", where));
  TRY_ASSIGN(const std::string after, json::require_string(value, "after", where));
  TRY_ASSIGN(const Digest to, Digest::parse(after));
  TRY_ASSIGN(const json::Value* before, json::require(value, "before", where));
  Move move{std::move(repository), std::move(tag), std::nullopt, to};
  if (!before->is_null()) {
    TRY_ASSIGN(const std::string text, json::require_string(value, "before", where));
    TRY_ASSIGN(move.before, Digest::parse(text));
  }
  return move;
}

Result<std::vector<Move>> read_moves(const json::Value& value, const std::string& where) {
  TRY_ASSIGN(const json::Array* values, json::require_array(value, "moves", where));
  if (values->size() > k_moves)
    return fail(
        Error::unchecked(where, fmt::format("has {} moves; expected at most {}", values->size(), k_moves)));
  std::vector<Move> moves;
  for (const json::Value& one : *values) {
    TRY_ASSIGN(Move move, read_move(one, where));
    moves.push_back(std::move(move));
  }
  return moves;
}

}  // namespace

std::string write_event(const Event& event) {
  json::Object object;
  for (const auto& [kind, name] : k_kinds)
    if (kind == event.kind) object.set("event", name);
  object.set("run", event.run);
  object.set("at", format_rfc3339(event.at));
  if (event.kind == Kind::begin) {
    object.set("tag", event.tag);
    object.set("moves", moves_value(event.moves));
  }
  if (has_move(event.kind)) object.set("move", static_cast<std::uint64_t>(event.move));
  if (has_reason(event.kind)) object.set("reason", event.reason);
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
  if (!known) {
    return fail(Error::unchecked(where, fmt::format("has an event '{}' that is not known", name))
                    .with_hint("was it written by a newer pushgate?"));
  }
  TRY_ASSIGN(event.run, json::require_unsigned(value, "run", where));
  TRY_ASSIGN(const std::string at, json::require_string(value, "at", where));
  TRY_ASSIGN(event.at, parse_rfc3339(at));
  if (event.kind == Kind::begin) {
    TRY_ASSIGN(event.tag, json::require_string(value, "tag", where));
    TRY_ASSIGN(event.moves, read_moves(value, where));
  }
  if (has_move(event.kind)) {
    TRY_ASSIGN(event.move, json::require_unsigned(value, "move", where));
  }
  if (has_reason(event.kind)) {
    TRY_ASSIGN(event.reason, json::require_string(value, "reason", where));
  }
  if (event.kind == Kind::end) {
    TRY_ASSIGN(event.outcome, json::require_string(value, "outcome", where));
  }
  return event;
}

}  // namespace pushgate::tags
