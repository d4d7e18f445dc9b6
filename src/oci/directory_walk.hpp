// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/entry_arena.hpp"
#include "oci/path_walk.hpp"

namespace pushgate::oci {

/// Where the directories that a layer names really are, symbolic links on the way followed. Made for names
/// that come sorted: it remembers the way to the last one.
class DirectoryWalk {
 public:
  /// What is at a normal path of the tree that is walked; null where nothing is.
  using Look = std::function<EntryView(std::string_view path)>;
  /// Told of each path on the way at which no link is. `behind_link`: a link led there.
  using Pass = std::function<Result<void>(std::string_view path, EntryView entry, bool behind_link)>;

  /// Names looked up for one layer, a few for each directory: a hostile layer may lead each of many names
  /// over 40 links of 2,000 names each.
  static constexpr std::uint64_t k_most_names = 50'000'000;

  /// `layer` is for errors.
  DirectoryWalk(std::string layer, Look look, Pass pass, std::uint64_t most_names = k_most_names)
      : m_layer(std::move(layer)),
        m_look(std::move(look)),
        m_pass(std::move(pass)),
        m_most_names(most_names) {}

  /// The normal path of a directory, good until the next call. Errors: unchecked: more links for one name
  /// than limits::k_link_hops, more than `most_names`; what `pass` says.
  Result<std::string_view> find(std::string_view directory);

 private:
  struct Step {
    std::size_t length = 0;  // of m_directory, up to here
    std::string path;        // where that is
  };
  Result<std::string> enter(std::string_view name, std::string_view directory, const std::string& parent);
  tl::unexpected<Error> bad(std::string what) const;

  std::string m_layer;
  Look m_look;
  Pass m_pass;
  std::string m_directory;
  std::vector<Step> m_steps;
  std::uint64_t m_most_names;
  std::uint64_t m_walked = 0;  // names
};

}  // namespace pushgate::oci
