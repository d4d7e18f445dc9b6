// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "rollout/target.hpp"
#include "store/journal.hpp"

namespace pushgate::rollout {

/// A record of the journal. What each kind uses is in the comments; `run` and `at` are in all.
struct Event {
  enum class Kind {
    begin,     ///< action, tag, releases
    resume,    ///< after the process that began the run was ended
    changing,  ///< target, release: its command is about to run
    changed,   ///< target, release: it is healthy and runs it
    failing,   ///< reason, back: these targets are brought back, and the run ends
    undoing,   ///< target, release: its command is about to run
    undone,    ///< target, release
    stuck,     ///< target, reason: it could not be brought back
    end,       ///< outcome
  } kind = Kind::begin;
  std::uint64_t run = 0;
  Time at{};
  std::string action{};  ///< `canary`, `batch`, `rollback`
  std::string tag{};
  std::map<Key, Release> releases{};
  Key key{};
  std::optional<Release> release{};
  std::string reason{};
  std::map<Key, std::optional<Release>> back{};  ///< nothing: no earlier success is known
  std::string outcome{};                         ///< `good`, `rolled-back`, `stuck`
};

std::string write_event(const Event& event);
/// Errors: unchecked. Untrusted: the text.
Result<Event> read_event(std::string_view text, const std::string& where);

/// What is known of one target.
struct Known {
  struct Success {
    Release release;
    Time since;
  };
  std::vector<Success> successes;  ///< the last is what it runs, unless it is unsettled
  /// It was being brought to this when the journal last heard of it.
  std::optional<Release> unsettled;

  /// The newest success that is not `release`; null where there is none.
  const Release* before(const Release& release) const;
  /// What it runs; null where that is not known.
  const Success* current() const;
};

/// A run that has begun and not ended.
struct OpenRun {
  std::uint64_t number = 0;
  int resumed = 0;
  std::string action;
  std::string tag;
  std::map<Key, Release> releases;
  std::vector<Key> touched;  ///< in the order in which their commands ran
  bool failing = false;
  std::string reason;
  std::map<Key, std::optional<Release>> back;  ///< what is still to be brought back
  bool stuck = false;
};

/// What the journal says.
struct State {
  std::uint64_t runs = 0;  ///< the number of the last one
  std::map<Key, Known> targets;
  std::optional<OpenRun> open;
  std::string last_tag;  ///< of the last canary or batch

  void apply(const Event& event);
};

/// The journal of a folder, and what it says. May be used from several threads.
class History {
 public:
  /// Makes the folder. Errors: as store::Journal::open; unchecked for a record that is not understood.
  static Result<History> open(const std::filesystem::path& folder);
  History(History&& other) noexcept;

  /// Not while add() may be called.
  const State& state() const { return m_state; }
  /// On disk when it returns.
  Result<void> add(const Event& event);

 private:
  History(store::Journal journal, State state);

  std::mutex m_mutex;
  store::Journal m_journal;
  State m_state;
};

/// What the journal of a folder says, while another process may be writing it.
Result<State> read_state(const std::filesystem::path& folder);

}  // namespace pushgate::rollout
