// SPDX-License-Identifier: Apache-2.0
#include "python/requirement_tree.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"

namespace pushgate::python {

namespace {

constexpr std::size_t k_files = 1000;  // the largest trees that people write have some dozen
constexpr std::size_t k_depth = 50;
constexpr std::size_t k_includes = 10'000;  // lines that name a file, which is looked up each time

// `a/./b` and `a/x/../b` are `a/b`, so that a cycle is seen whatever the way around it is called. A `..` at
// the front stays. Links are not followed.
std::string plain_path(std::string_view path) {
  std::vector<std::string_view> parts;
  const bool absolute = path.starts_with('/');
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto part = path.substr(at, end - at);
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part == ".." ? !absolute : !part.empty() && part != ".") {
      parts.push_back(part);
    }
    at = end + 1;
  }
  std::string out;
  for (const auto part : parts) out += (out.empty() && !absolute ? "" : "/") + std::string(part);
  return out;
}

std::string beside(const std::string& file, std::string_view named) {
  if (named.starts_with("file://")) return plain_path(named.substr(7));
  if (named.starts_with('/')) return plain_path(named);
  const auto slash = file.find_last_of('/');
  const auto folder = slash == std::string::npos ? "" : file.substr(0, slash + 1);
  return plain_path(folder + std::string(named));
}

class TreeReader {
 public:
  TreeReader(const RequirementSource& source, const Variables& variables)
      : m_source(source), m_variables(variables) {}

  Result<void> read(const std::string& path, bool is_constraint) {
    const auto known = std::ranges::find(m_files, path, &RequirementTreeFile::path);
    if (known != m_files.end() && (is_constraint || !known->is_constraint)) return {};
    if (m_files.size() == k_files)
      return fail(Error::unchecked(path, fmt::format("is one more than {} requirement files", k_files)));
    std::size_t index = static_cast<std::size_t>(known - m_files.begin());
    if (known == m_files.end()) {
      TRY_ASSIGN(const auto text, m_source(path));
      TRY_ASSIGN(auto content, parse_requirements(text, path, m_variables));
      m_files.push_back({path, is_constraint, std::move(content)});
    } else {
      m_files[index].is_constraint = false;
    }
    m_way.push_back(path);
    const auto includes = m_files[index].content.includes;
    for (const auto& include : includes) TRY(read_included(path, include, is_constraint));
    m_way.pop_back();
    return {};
  }

  std::vector<RequirementTreeFile> take() { return std::move(m_files); }

 private:
  Result<void> read_included(const std::string& path, const RequirementInclude& include, bool is_constraint) {
    const auto here = fmt::format("{}:{}", path, include.line);
    if (++m_includes > k_includes)
      return fail(Error::unchecked(here, fmt::format("is one more than {} includes", k_includes)));
    if (include.path.find("://") != std::string::npos && !include.path.starts_with("file://")) {
      return fail(Error::unchecked(here, include.what + "; nothing is fetched from the net here")
                      .with_hint("keep the file beside this one and name it by its path"));
    }
    const auto next = beside(path, include.path);
    if (const auto at = std::ranges::find(m_way, next); at != m_way.end()) {
      std::string way;
      for (auto step = at; step != m_way.end(); ++step) way += *step + " -> ";
      return fail(Error::unchecked(here, "includes itself: " + way + next)
                      .with_hint("remove one of these -r or -c lines"));
    }
    if (m_way.size() == k_depth)
      return fail(Error::unchecked(here, fmt::format("is the {}th include in a row", k_depth)));
    auto result = read(next, is_constraint || include.is_constraint);
    if (!result) return fail(std::move(result).error().during("reading what " + here + " includes"));
    return {};
  }

  const RequirementSource& m_source;
  const Variables& m_variables;
  std::vector<RequirementTreeFile> m_files;
  std::size_t m_includes = 0;
  std::vector<std::string> m_way;  // from the first file to the one that is read
};

}  // namespace

Result<std::vector<RequirementTreeFile>> read_requirement_tree(const std::string& path,
                                                               const RequirementSource& source,
                                                               const Variables& variables) {
  TreeReader reader(source, variables);
  TRY(reader.read(plain_path(path), false));
  return reader.take();
}

}  // namespace pushgate::python
