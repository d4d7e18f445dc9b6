// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "base/result.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::store {

/// A test with a folder of its own.
class FolderTest : public testing::Test {
 protected:
  FolderTest() : m_folder(*ScratchFolder::create()) {}

  std::filesystem::path path(const std::string& name) const { return m_folder.path() / name; }

  void put(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
  }

  std::string get(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return file ? bytes.str() : "no such file";
  }

  /// Every name below the folder.
  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder.path())) {
      found.insert(entry.path().lexically_relative(m_folder.path()).string());
    }
    return found;
  }

  /// The error, with the folder's own path cut out.
  template <typename T>
  std::string error_of(const Result<T>& result) const {
    if (result) return "no error";
    std::string text = result.error().render();
    const std::string own = m_folder.path().string() + "/";
    for (auto at = text.find(own); at != std::string::npos; at = text.find(own)) text.erase(at, own.size());
    return text;
  }

  /// Runs `body` in a process whose files may have no more than 4096 bytes: what a full disk does to a
  /// writer, on every machine and for every user. Gives what it wrote on its way.
  template <typename Body>
  static std::string on_a_full_disk(Body body) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{4096, 4096};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const std::string text = body();
      const bool sent = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
      ::_exit(sent ? 0 : 1);
    }
    ::close(ends[1]);
    std::string text(65536, '\0');
    const ssize_t count = ::read(ends[0], text.data(), text.size());
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return text;
  }

 private:
  ScratchFolder m_folder;
};

}  // namespace pushgate::store
