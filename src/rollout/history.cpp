// SPDX-License-Identifier: Apache-2.0
#include "rollout/history.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/format.hpp"

namespace pushgate::rollout {

namespace {

namespace fs = std::filesystem;
using Kind = Event::Kind;

constexpr const char* k_file = "journal";

Result<State> state_of(const std::vector<std::string>& records, const fs::path& file) {
  State state;
  for (std::size_t i = 0; i < records.size(); ++i) {
    // The first line of the file is its header.
    TRY_ASSIGN(const Event event, read_event(records[i], fmt::format("{}:{}", file.string(), i + 2)));
    state.apply(event);
  }
  return state;
}

}  // namespace

const Release* Known::before(const Release& release) const {
  const auto other = [&](const Success& success) { return success.release != release; };
  const auto found = std::find_if(successes.rbegin(), successes.rend(), other);
  return found == successes.rend() ? nullptr : &found->release;
}

const Known::Success* Known::current() const {
  return unsettled || successes.empty() ? nullptr : &successes.back();
}

void State::apply(const Event& event) {
  Known* known = event.key.machine.empty() ? nullptr : &targets[event.key];
  switch (event.kind) {
    case Kind::begin:
      runs = event.run;
      open = OpenRun{};
      open->number = event.run;
      open->action = event.action;
      open->tag = event.tag;
      open->releases = event.releases;
      if (event.action != "rollback") last_tag = event.tag;
      break;
    case Kind::resume:
      if (open) ++open->resumed;
      break;
    case Kind::changing:
      known->unsettled = event.release;
      if (open && std::find(open->touched.begin(), open->touched.end(), event.key) == open->touched.end())
        open->touched.push_back(event.key);
      break;
    case Kind::changed:
      known->unsettled.reset();
      if (known->successes.empty() || known->successes.back().release != *event.release)
        known->successes.push_back({*event.release, event.at});
      break;
    case Kind::failing:
      if (open) {
        open->failing = true;
        open->reason = event.reason;
        open->back = event.back;
      }
      break;
    case Kind::undoing:
      known->unsettled = event.release;
      break;
    case Kind::undone: {
      known->unsettled.reset();
      auto& successes = known->successes;
      const auto same = [&](const Known::Success& success) { return success.release == *event.release; };
      const auto found = std::find_if(successes.rbegin(), successes.rend(), same);
      if (found == successes.rend()) {
        successes.push_back({*event.release, event.at});
      } else {  // what came after it is no success to go back to any more
        successes.erase(found.base(), successes.end());
        successes.back().since = event.at;
      }
      if (open) open->back.erase(event.key);
      break;
    }
    case Kind::stuck:
      if (open) {
        open->back.erase(event.key);
        open->stuck = true;
      }
      break;
    case Kind::end:
      open.reset();
      break;
  }
}

History::History(store::Journal journal, State state)
    : m_journal(std::move(journal)), m_state(std::move(state)) {}

History::History(History&& other) noexcept
    : m_journal(std::move(other.m_journal)), m_state(std::move(other.m_state)) {}

Result<History> History::open(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Error::unchecked(folder.string(), "cannot be made: " + error.message()));
  const fs::path file = folder / k_file;
  TRY_ASSIGN(store::Journal journal, store::Journal::open(file));
  TRY_ASSIGN(State state, state_of(journal.records(), file));
  return History(std::move(journal), std::move(state));
}

Result<void> History::add(const Event& event) {
  const std::lock_guard lock(m_mutex);
  TRY(m_journal.append(write_event(event)));
  m_state.apply(event);
  return {};
}

Result<State> read_state(const fs::path& folder) {
  TRY_ASSIGN(const auto records, store::read_journal(folder / k_file));
  return state_of(records, folder / k_file);
}

}  // namespace pushgate::rollout
