// SPDX-License-Identifier: Apache-2.0
#include "tags/transaction.hpp"

#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::tags {

namespace {

using Kind = Event::Kind;

std::string text_of(const std::optional<Digest>& digest) {
  return digest ? digest->to_string() : "nothing";
}

Error left_open(Error error, std::uint64_t run) {
  return std::move(error)
      .during(fmt::format("run {}", run))
      .with_hint(fmt::format("run {} is not finished: the same command goes on with it, "
                             "`pushgate push --fleet --undo` puts its tags back",
                             run));
}

class Run {
 public:
  Run(History& history, TagStore& store, const Now& now) : m_history(history), m_store(store), m_now(now) {
    m_outcome.run = open().number;
    m_outcome.moves = open().moves;
    m_outcome.became.resize(m_outcome.moves.size());
  }

  Result<Outcome> forward() {
    auto done = move_all();
    if (done) {
      TRY(end("moved"));
      m_outcome.end = Outcome::End::moved;
      return std::move(m_outcome);
    }
    if (interrupted_by() != 0 || m_journal_failed)
      return fail(left_open(std::move(done).error(), m_outcome.run));
    return backward(done.error());
  }

  Result<Outcome> backward(const Error& why) {
    if (!open().failing) {
      TRY(add(Kind::failing, 0, error_line(why)));
      m_outcome.reason = why;
    } else {
      m_outcome.reason = Error{why.code, "", open().reason, why.hint, {}, {}};
    }
    bool unknown = false;
    for (std::size_t i = touched(); i-- > 0;) {
      TRY_ASSIGN(const bool known, put_back(i));
      unknown = unknown || !known;
    }
    if (unknown && interrupted_by() != 0) return fail(left_open(check_interrupt().error(), m_outcome.run));
    if (unknown) {
      m_outcome.end = Outcome::End::unfinished;
      return std::move(m_outcome);
    }
    const bool remains = !open().remains.empty();
    TRY(end(remains ? "remains" : "put-back"));
    m_outcome.end = remains ? Outcome::End::remains : Outcome::End::put_back;
    return std::move(m_outcome);
  }

 private:
  const OpenRun& open() const { return *m_history.state().open; }
  const Move& move(std::size_t i) const { return m_outcome.moves[i]; }

  Result<void> add(Kind kind, std::size_t place = 0, const std::string& reason = "") {
    Event event;
    event.kind = kind;
    event.run = m_outcome.run;
    event.at = m_now();
    event.move = place;
    event.reason = reason;
    return add(event);
  }

  Result<void> add(const Event& event) {
    auto added = m_history.add(event);
    m_journal_failed = m_journal_failed || !added;
    return added;
  }

  Result<void> end(const std::string& outcome) {
    Event event;
    event.kind = Kind::end;
    event.run = m_outcome.run;
    event.at = m_now();
    event.outcome = outcome;
    return add(event);
  }

  /// Moves are made one after the other, so at most the one after the last that was written down was made,
  /// too.
  std::size_t touched() const {
    const std::size_t written = open().moved.empty() ? 0 : *open().moved.rbegin() + 1;
    return std::min(written + 1, m_outcome.moves.size());
  }

  Error somebody_else(const Move& one, const std::optional<Digest>& found,
                      const std::optional<Digest>& expected) {
    return Error::refused(
        one.name(), fmt::format("names {} now; expected {}: somebody else moved it meanwhile", text_of(found),
                                text_of(expected)));
  }

  Result<void> move_all() {
    for (std::size_t i = 0; i < m_outcome.moves.size(); ++i) {
      TRY(check_interrupt());
      TRY(move_one(i));
    }
    for (std::size_t i = 0; i < m_outcome.moves.size(); ++i) {
      TRY_ASSIGN(const auto found, m_store.named(move(i).repository, move(i).tag));
      if (found != move(i).after) return fail(somebody_else(move(i), found, move(i).after));
      m_outcome.became[i].end = Moved::End::moved;
    }
    return {};
  }

  Result<void> move_one(std::size_t i) {
    const Move& one = move(i);
    TRY_ASSIGN(const auto found, m_store.named(one.repository, one.tag));
    const bool written = open().moved.contains(i);
    if (found != one.after) {
      if (written) return fail(somebody_else(one, found, one.after));
      if (found != one.before) return fail(somebody_else(one, found, one.before));
      TRY_ASSIGN(const bool put, m_store.put(one.repository, one.tag, one.after));
      if (!put) {
        return fail(Error::unchecked(one.repository + "@" + one.after.to_string(),
                                     "is not in the registry any more"));
      }
    }
    return written ? Result<void>() : add(Kind::moved, i);
  }

  /// False where that could not be done now. Errors: of the journal alone.
  Result<bool> put_back(std::size_t i) {
    Moved& became = m_outcome.became[i];
    if (open().undone.contains(i)) {
      became.end = Moved::End::put_back;
      return true;
    }
    if (const auto known = open().remains.find(i); known != open().remains.end()) {
      became = {Moved::End::remains, known->second};
      return true;
    }
    auto done = restore(i);
    if (!done) {
      became = {Moved::End::unknown, error_line(done.error())};
      return false;
    }
    became = std::move(*done);
    if (became.end == Moved::End::remains) {
      TRY(add(Kind::remains, i, became.reason));
    } else {
      TRY(add(Kind::undone, i));
    }
    return true;
  }

  Result<Moved> restore(std::size_t i) {
    const Move& one = move(i);
    TRY_ASSIGN(const auto found, m_store.named(one.repository, one.tag));
    const bool written = open().moved.contains(i);
    if (found == one.before) return Moved{written ? Moved::End::put_back : Moved::End::left, ""};
    // What is not there any more can be put back; what somebody else put there is theirs.
    if (found && found != one.after)
      return Moved{Moved::End::remains,
                   fmt::format("names {}, which somebody else put there", text_of(found))};
    if (one.before) {
      TRY_ASSIGN(const bool put, m_store.put(one.repository, one.tag, *one.before));
      if (put) return Moved{Moved::End::put_back, ""};
      return Moved{Moved::End::remains,
                   fmt::format("still names {}: what it named before, {}, is not in the registry any more",
                               one.after.to_string(), one.before->to_string())};
    }
    TRY_ASSIGN(const std::string refused, m_store.remove(one.repository, one.tag));
    if (refused.empty()) return Moved{Moved::End::put_back, ""};
    return Moved{Moved::End::remains,
                 fmt::format("is new and still names {}: the registry takes no single tag away ({})",
                             one.after.to_string(), refused)};
  }

  History& m_history;
  TagStore& m_store;
  const Now& m_now;
  Outcome m_outcome;
  bool m_journal_failed = false;
};

Result<void> resume(History& history, const Now& now) {
  Event event;
  event.kind = Kind::resume;
  event.run = history.state().open->number;
  event.at = now();
  return history.add(event);
}

}  // namespace

Result<Outcome> move_tags(History& history, TagStore& store, const std::string& tag,
                          const std::vector<Move>& moves, const Now& now) {
  Event event;
  event.kind = Kind::begin;
  event.run = history.state().runs + 1;
  event.at = now();
  event.tag = tag;
  event.moves = moves;
  TRY(history.add(event));
  return Run(history, store, now).forward();
}

Result<Outcome> finish(History& history, TagStore& store, const Now& now) {
  TRY(resume(history, now));
  return Run(history, store, now).forward();
}

Result<Outcome> put_back(History& history, TagStore& store, const Error& why, const Now& now) {
  TRY(resume(history, now));
  return Run(history, store, now).backward(why);
}

}  // namespace pushgate::tags
