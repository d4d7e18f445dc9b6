// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/result.hpp"
#include "tags/history.hpp"
#include "tags/tag_store.hpp"

namespace pushgate::tags {

/// What became of one move.
struct Moved {
  enum class End {
    left,      ///< nothing was done to it
    moved,     ///< it names what it should
    put_back,  ///< it names what it named before, or is gone again
    remains,   ///< it cannot be put back; `reason` says why
    unknown,   ///< it could not be asked or put back yet; `reason` says why
  } end = End::left;
  std::string reason;
};

struct Outcome {
  enum class End {
    moved,       ///< every tag names what it should
    put_back,    ///< every tag names what it named before
    remains,     ///< the same, but for those that cannot be put back
    unfinished,  ///< some could not be put back yet: the journal keeps the run open
  } end = End::moved;
  std::uint64_t run = 0;
  std::vector<Move> moves;
  std::vector<Moved> became;    ///< of each move
  std::optional<Error> reason;  ///< why it was not moved, or put back
};

/// What time it is; for tests another than the clock's.
using Now = std::function<Time()>;

/// Moves tags as one step: all of them, or none. First the journal says what is about to happen; each move is
/// made only while the tag still names what the plan saw, read back, and written down; at the end all are
/// read again. What fails puts back what was moved, in reverse. Errors: unchecked, where the journal cannot
/// be written or a signal arrived: the run stays open.
Result<Outcome> move_tags(History& history, TagStore& store, const std::string& tag,
                          const std::vector<Move>& moves, const Now& now);

/// Goes on with the open run of the journal, which is not failing.
Result<Outcome> finish(History& history, TagStore& store, const Now& now);

/// Puts back what the open run of the journal moved. `why` counts where the run was not failing already.
Result<Outcome> put_back(History& history, TagStore& store, const Error& why, const Now& now);

}  // namespace pushgate::tags
