// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "python/distribution_file.hpp"
#include "python/target_tags.hpp"

namespace pushgate::python {

/// What an installer on a target could do with the files of one requirement.
struct Compatibility {
  enum class Verdict {
    wheel,       ///< there is a wheel that it takes
    sdist_only,  ///< it would have to build an sdist: to run code that no hash covers
    no_wheel,    ///< there are wheels, but none that it takes, and no sdist
    no_file,     ///< there is nothing at all
  };

  Verdict verdict = Verdict::no_file;
  std::vector<std::size_t> wheels;  ///< places in the list of those that it takes; the one pip takes is first
  std::vector<std::size_t> sdists;
  std::vector<std::size_t> others;  ///< wheels for something else
};

/// Sorts the files that are known for one pinned requirement (a wheelhouse's, or those that a lock lists) by
/// what the target can do with them. Untrusted: the files' names. Limits: the caller's, on their number.
Compatibility compatibility_of(std::span<const DistributionFile> files, const SupportedTags& supported);

/// What the wheels of `others` are for, to say why none fits: `cp39, cp310 on macosx_10_9_x86_64`; shortened
/// where there is much.
std::string other_tags_shown(std::span<const DistributionFile> files, const Compatibility& compatibility);

}  // namespace pushgate::python
