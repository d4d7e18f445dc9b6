// SPDX-License-Identifier: Apache-2.0
#include "oci/directory_walk.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::oci {

tl::unexpected<Error> DirectoryWalk::bad(std::string what) const {
  return fail(Error::unchecked(m_layer, std::move(what)));
}

Result<std::string_view> DirectoryWalk::find(std::string_view directory) {
  const auto differs =
      std::mismatch(m_directory.begin(), m_directory.end(), directory.begin(), directory.end());
  const auto common = static_cast<std::size_t>(differs.first - m_directory.begin());
  const auto is_on_the_way = [&](const Step& step) {
    return step.length <= common && (step.length == directory.size() || directory[step.length] == '/');
  };
  while (!m_steps.empty() && !is_on_the_way(m_steps.back())) m_steps.pop_back();
  m_directory = directory;
  for (std::size_t at = m_steps.empty() ? 0 : m_steps.back().length; at < directory.size();) {
    const std::size_t begin = at == 0 ? 0 : at + 1;
    at = std::min(directory.find('/', begin), directory.size());
    const std::string parent = m_steps.empty() ? std::string() : m_steps.back().path;
    auto path = enter(directory.substr(begin, at - begin), directory.substr(0, at), parent);
    if (!path) return fail(std::move(path).error());
    m_steps.push_back({at, std::move(*path)});
  }
  return m_steps.empty() ? std::string_view() : m_steps.back().path;
}

Result<std::string> DirectoryWalk::enter(std::string_view name, std::string_view directory,
                                         const std::string& parent) {
  PathWalk walk(name, parent);
  while (walk.more()) {
    if (++m_walked > m_most_names)
      return bad(
          fmt::format("its paths lead over more than {} names, most of them behind links", m_most_names));
    walk.next();
    if (walk.path().empty()) continue;
    const EntryView entry = m_look(walk.path());
    if (!entry || entry.kind() != EntryView::Kind::symlink) {
      TRY(m_pass(walk.path(), entry, walk.path() != directory));
    } else if (!walk.follow(entry.link())) {
      return bad(fmt::format("'{}' lies behind more than {} symbolic links", directory, limits::k_link_hops));
    }
  }
  return walk.path();
}

}  // namespace pushgate::oci
