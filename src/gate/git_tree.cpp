// SPDX-License-Identifier: Apache-2.0
//
// `git archive` and `git worktree` put files through the filters that the repository configures, which are
// programs. So the tree is listed and its blobs are read as they are kept:
//
//     git ls-tree -r -l -z     <mode> SP <type> SP <object> SP <size, padded> TAB <path> NUL
//     git cat-file --batch     <object> SP blob SP <size> LF <bytes> LF
#include "gate/git_tree.hpp"

#include <charconv>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/format.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_git_file_bytes = 4u << 20;    // Dockerfiles, locks and sources stay under it
constexpr std::uint64_t k_git_tree_bytes = 256u << 20;  // all of them
constexpr std::size_t k_git_files = 200'000;

struct Entry {
  std::string object;
  std::uint64_t size = 0;
  fs::path path;
  bool is_link = false;
};

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Takes what stands before a character, and the character.
std::string_view take(std::string_view& text, char end) {
  const auto at = text.find(end);
  const auto part = text.substr(0, at);
  text.remove_prefix(at == text.npos ? text.size() : at + 1);
  return part;
}

bool stays_inside(const fs::path& path) {
  for (const auto& part : path)
    if (part == ".." || part == "." || part.empty()) return false;
  return path.is_relative() && !path.empty();
}

/// Only steps up that the link's place has, then only down: what other links are on the way cannot lead out.
bool link_stays_inside(const fs::path& link, const fs::path& target) {
  auto depth = std::distance(link.begin(), link.end()) - 1;
  bool down = false;
  for (const auto& part : target) {
    if (part == "..") {
      if (down || --depth < 0) return false;
    } else {
      down = true;
    }
  }
  return target.is_relative() && !target.empty();
}

Result<std::vector<Entry>> list_files(const Git& git, const std::string& commit) {
  TRY_ASSIGN(const auto output, git.run({"ls-tree", "-r", "-l", "-z", "--full-tree", commit}));
  if (!output.succeeded())
    return fail(Error::unchecked(commit, "cannot be listed: " + process::last_line(output.err)));
  std::vector<Entry> entries;
  std::uint64_t bytes = 0;
  for (std::string_view rest = output.out; !rest.empty();) {
    std::string_view line = take(rest, '\0');
    const auto mode = take(line, ' ');
    const auto type = take(line, ' ');
    Entry entry;
    entry.object = take(line, ' ');
    auto size = take(line, '\t');
    size.remove_prefix(std::min(size.find_first_not_of(' '), size.size()));
    entry.path = line;
    entry.is_link = mode == "120000";
    if (type != "blob" || !read_number(size, entry.size) || entry.size > k_git_file_bytes) continue;
    if (!stays_inside(entry.path))
      return fail(Error::unchecked(commit, fmt::format("names the path '{}'; expected one inside", line)));
    bytes += entry.size;
    entries.push_back(std::move(entry));
    if (bytes > k_git_tree_bytes || entries.size() > k_git_files) {
      return fail(Error::unchecked(
          commit, fmt::format("has more than {} files or {} bytes in them", k_git_files, k_git_tree_bytes)));
    }
  }
  return entries;
}

Result<void> write_entry(const Entry& entry, std::string_view bytes, const fs::path& folder) {
  const auto path = folder / entry.path;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (entry.is_link) {
    if (link_stays_inside(entry.path, fs::path(bytes))) fs::create_symlink(fs::path(bytes), path, error);
  } else if (!error) {
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) error = std::make_error_code(std::errc::io_error);
  }
  if (error) return fail(Error::unchecked(path.string(), "cannot be written: " + error.message()));
  return {};
}

}  // namespace

Result<Time> time_of_commit(const Git& git, const std::string& commit) {
  TRY_ASSIGN(const auto output, git.run({"rev-list", "--max-count=1", "--timestamp", commit}));
  std::int64_t seconds = 0;
  if (!output.succeeded() ||
      !read_number(std::string_view(output.out).substr(0, output.out.find(' ')), seconds))
    return fail(Error::unchecked(commit, "has no time: " + process::last_line(output.err)));
  return Time(std::chrono::seconds(seconds));
}

Result<void> write_commit(const Git& git, const std::string& commit, const fs::path& folder) {
  TRY_ASSIGN(const auto entries, list_files(git, commit));
  std::string objects;
  for (const Entry& entry : entries) objects += entry.object + "\n";
  constexpr std::size_t k_head_bytes = 128;  // of an answer
  TRY_ASSIGN(const auto output,
             git.run({"cat-file", "--batch"}, objects, k_git_tree_bytes + entries.size() * k_head_bytes));
  if (!output.succeeded())
    return fail(Error::unchecked(commit, "cannot be read: " + process::last_line(output.err)));
  // Links last: nothing is written through one.
  std::vector<std::pair<const Entry*, std::string_view>> links;
  std::string_view rest = output.out;
  for (const Entry& entry : entries) {
    const auto head = take(rest, '\n');
    if (head != fmt::format("{} blob {}", entry.object, entry.size) || rest.size() <= entry.size)
      return fail(Error::unchecked(commit, fmt::format("lacks {}: {}", entry.path.string(), head)));
    const auto bytes = rest.substr(0, entry.size);
    rest.remove_prefix(entry.size + 1);
    if (entry.is_link) {
      links.emplace_back(&entry, bytes);
    } else {
      TRY(write_entry(entry, bytes, folder));
    }
  }
  for (const auto& [entry, bytes] : links) TRY(write_entry(*entry, bytes, folder));
  return {};
}

}  // namespace pushgate::gate
