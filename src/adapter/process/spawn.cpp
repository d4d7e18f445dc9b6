// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "base/format.hpp"

namespace pushgate::process {

namespace {

Error cannot_start(const ProcessSpec& spec, int code) {
  return Error::unchecked(spec.argv.empty() ? "" : spec.argv.front(),
                          fmt::format("cannot be started: {}", std::generic_category().message(code)));
}

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

// Above 2, so that no dup2 of the child's three overwrites the end of another pipe.
FileDescriptor above_standard(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return FileDescriptor(descriptor);
  const FileDescriptor low(descriptor);
  return FileDescriptor(::fcntl(low.get(), F_DUPFD_CLOEXEC, 3));
}

bool make_pipe(Pipe& pipe) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  pipe.read = above_standard(ends[0]);
  pipe.write = above_standard(ends[1]);
  return pipe.read.is_open() && pipe.write.is_open();
}

void make_non_blocking(const FileDescriptor& descriptor) {
  static_cast<void>(::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK));
}

// What happens between fork and exec, as posix_spawn wants it told.
class Preparation {
 public:
  Preparation(const ProcessSpec& spec, int input, int output, int error) {
    posix_spawn_file_actions_init(&m_actions);
    posix_spawn_file_actions_adddup2(&m_actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&m_actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&m_actions, error, STDERR_FILENO);
    // Also those that a library opened without O_CLOEXEC.
    posix_spawn_file_actions_addclosefrom_np(&m_actions, STDERR_FILENO + 1);
    if (!spec.working_folder.empty()) {
      posix_spawn_file_actions_addchdir_np(&m_actions, spec.working_folder.c_str());
    }
    posix_spawnattr_init(&m_attributes);
    posix_spawnattr_setflags(&m_attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&m_attributes, 0);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&m_attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&m_attributes, &signals);
  }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;
  ~Preparation() {
    posix_spawn_file_actions_destroy(&m_actions);
    posix_spawnattr_destroy(&m_attributes);
  }
  const posix_spawn_file_actions_t* actions() const { return &m_actions; }
  const posix_spawnattr_t* attributes() const { return &m_attributes; }

 private:
  posix_spawn_file_actions_t m_actions;
  posix_spawnattr_t m_attributes;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

// A C string ends at a NUL byte: an argument that holds one would arrive as another.
bool any_with_nul(const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    if (text.find('\0') != std::string::npos) return true;
  }
  return false;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    close();
    m_descriptor = std::exchange(other.m_descriptor, -1);
  }
  return *this;
}

void FileDescriptor::close() {
  if (m_descriptor >= 0) ::close(std::exchange(m_descriptor, -1));
}

Result<Child> spawn(const ProcessSpec& spec) {
  if (spec.argv.empty()) return fail(Error::bug("process", "has no argv[0]"));
  if (any_with_nul(spec.argv) || any_with_nul(spec.environment)) return fail(cannot_start(spec, EINVAL));

  Pipe input;
  Pipe output;
  Pipe error;
  if (!make_pipe(input) || !make_pipe(output) || !make_pipe(error)) return fail(cannot_start(spec, errno));

  // Resolved here: after the child has changed its folder a relative path would mean another file.
  std::error_code code;
  const auto executable = std::filesystem::absolute(spec.argv.front(), code);
  if (code) return fail(cannot_start(spec, code.value()));

  const Preparation preparation(spec, input.read.get(), output.write.get(), error.write.get());
  Child child;
  const int failure =
      ::posix_spawn(&child.pid, executable.c_str(), preparation.actions(), preparation.attributes(),
                    pointers(spec.argv).data(), pointers(spec.environment).data());
  if (failure != 0) return fail(cannot_start(spec, failure));

  child.input = std::move(input.write);
  child.output = std::move(output.read);
  child.error = std::move(error.read);
  make_non_blocking(child.input);
  make_non_blocking(child.output);
  make_non_blocking(child.error);
  return child;
}

}  // namespace pushgate::process
