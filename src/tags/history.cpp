// SPDX-License-Identifier: Apache-2.0
#include "tags/history.hpp"

#include <system_error>
#include <utility>

#include "base/format.hpp"

namespace pushgate::tags {

namespace fs = std::filesystem;
using Kind = Event::Kind;

Result<void> State::apply(const Event& event, const std::string& where) {
  if (event.kind == Kind::begin) {
    runs = event.run;
    open = OpenRun{event.run, event.tag, event.moves, {}, false, "", {}, {}};
    return {};
  }
  if (!open || open->number != event.run)
    return fail(Error::unchecked(where, fmt::format("is about run {}, which is not open", event.run)));
  const bool is_of_a_move =
      event.kind == Kind::moved || event.kind == Kind::undone || event.kind == Kind::remains;
  if (is_of_a_move && event.move >= open->moves.size()) {
    return fail(Error::unchecked(
        where, fmt::format("is about move {}; run {} has {}", event.move, event.run, open->moves.size())));
  }
  switch (event.kind) {
    case Kind::begin:
    case Kind::resume:
      break;
    case Kind::moved:
      open->moved.insert(event.move);
      break;
    case Kind::failing:
      open->failing = true;
      open->reason = event.reason;
      break;
    case Kind::undone:
      open->undone.insert(event.move);
      break;
    case Kind::remains:
      open->remains[event.move] = event.reason;
      break;
    case Kind::end:
      open.reset();
      break;
  }
  return {};
}

Result<State> state_of(const std::vector<std::string>& records, const std::string& name) {
  State state;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::string where = fmt::format("{}:{}", name, i + 2);  // the first line of the file is its header
    TRY_ASSIGN(const Event event, read_event(records[i], where));
    TRY(state.apply(event, where));
  }
  return state;
}

History::History(store::Journal journal, State state)
    : m_journal(std::move(journal)), m_state(std::move(state)) {}

Result<History> History::open(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) return fail(Error::unchecked(file.parent_path().string(), "cannot be made: " + error.message()));
  TRY_ASSIGN(store::Journal journal, store::Journal::open(file));
  TRY_ASSIGN(State state, state_of(journal.records(), file.string()));
  return History(std::move(journal), std::move(state));
}

Result<void> History::add(const Event& event) {
  TRY(m_journal.append(write_event(event)));
  return m_state.apply(event, "journal");
}

}  // namespace pushgate::tags
