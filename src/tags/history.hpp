// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/journal.hpp"
#include "tags/tag_store.hpp"

namespace pushgate::tags {

/// A record of the journal. What each kind uses is in the comments; `run` and `at` are in all.
struct Event {
  enum class Kind {
    begin,    ///< tag, moves: from here on any of them may have been done
    resume,   ///< after the process that began the run was ended
    moved,    ///< move: it is done and was read back
    failing,  ///< reason: what was moved is put back, and the run ends
    undone,   ///< move: it names what it named before
    remains,  ///< move, reason: it cannot be put back
    end,      ///< outcome
  } kind = Kind::begin;
  std::uint64_t run = 0;
  Time at{};
  std::string tag{};
  std::vector<Move> moves{};
  std::size_t move = 0;  ///< its place among those of begin
  std::string reason{};
  std::string outcome{};  ///< `moved`, `put-back`, `remains`
};

std::string write_event(const Event& event);
/// Errors: unchecked. Untrusted: the text. Limits: k_moves moves.
Result<Event> read_event(std::string_view text, const std::string& where);

/// A run that has begun and not ended.
struct OpenRun {
  std::uint64_t number = 0;
  std::string tag;
  std::vector<Move> moves;  ///< in the order in which they are done
  std::set<std::size_t> moved;
  bool failing = false;
  std::string reason;
  std::set<std::size_t> undone;
  std::map<std::size_t, std::string> remains;  ///< why
};

/// What the journal says.
struct State {
  std::uint64_t runs = 0;  ///< the number of the last one
  std::optional<OpenRun> open;

  /// Errors: unchecked, for a record that cannot come after those before it.
  Result<void> apply(const Event& event, const std::string& where);
};

/// What records of a journal say; `name` is its file. Errors: unchecked. Untrusted: the records.
Result<State> state_of(const std::vector<std::string>& records, const std::string& name);

/// The journal of moves, and what it says.
class History {
 public:
  /// Makes the file and its folder where there are none. Errors: as store::Journal::open; unchecked for a
  /// record that is not understood.
  static Result<History> open(const std::filesystem::path& file);

  const State& state() const { return m_state; }
  /// On disk when it returns.
  Result<void> add(const Event& event);

 private:
  History(store::Journal journal, State state);

  store::Journal m_journal;
  State m_state;
};

}  // namespace pushgate::tags
