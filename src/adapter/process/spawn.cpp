// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/spawn.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>

#include "adapter/process/become.hpp"
#include "adapter/process/landlock.hpp"
#include "adapter/process/system_call_filter.hpp"
#include "base/format.hpp"

namespace pushgate::process {

namespace {

Error cannot_start(const ProcessSpec& spec, int code) {
  return Error::unchecked(spec.argv.empty() ? "" : spec.argv.front(),
                          fmt::format("cannot be started: {}", std::generic_category().message(code)));
}

std::string_view to_string(StartStep step) {
  switch (step) {
    case StartStep::limits:
      return "its limits";
    case StartStep::privileges:
      return "its privileges";
    case StartStep::files:
      return "its files (Landlock)";
    case StartStep::system_calls:
      return "its system calls (seccomp)";
    case StartStep::folder:
    case StartStep::execute:
      break;
  }
  return "";
}

Error told(const ProcessSpec& spec, const StartFailure& failure) {
  const auto step = to_string(failure.step);
  if (step.empty()) return cannot_start(spec, failure.code);
  return Error::unchecked(spec.argv.front(), fmt::format("cannot be put into its sandbox: {}: {}", step,
                                                         std::generic_category().message(failure.code)));
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

Result<void> prepare_sandbox(const ProcessSpec& spec, Preparation& preparation) {
  if (!spec.executable) return fail(Error::bug("process", "a sandbox is for a program that is open"));
  const auto& sandbox = *spec.sandbox;
  preparation.is_confined = true;
  preparation.limits = {{RLIMIT_CORE, 0},
                        {RLIMIT_DATA, sandbox.memory},
                        {RLIMIT_FSIZE, sandbox.file_size},
                        {RLIMIT_NOFILE, sandbox.open_files}};
  for (auto& limit : preparation.limits) {
    rlimit own = {};
    if (::getrlimit(static_cast<__rlimit_resource_t>(limit.resource), &own) == 0) {
      limit.value = std::min(limit.value, own.rlim_max);
    }
  }
  if (landlock_abi() > 0) {
    TRY_ASSIGN(preparation.file_rules, landlock_rules(sandbox, preparation.executable));
  }
  if (has_system_call_filters()) preparation.system_calls = system_call_filter(sandbox);
  return {};
}

/// Waits until the child has become the program, or has said why it has not.
std::optional<StartFailure> failure_of(pid_t pid, const FileDescriptor& report) {
  StartFailure failure;
  ssize_t count = 0;
  do {
    count = ::read(report.get(), &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  if (count == 0) return std::nullopt;
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return failure;
}

}  // namespace

Result<Child> spawn(const ProcessSpec& spec) {
  if (spec.argv.empty()) return fail(Error::bug("process", "has no argv[0]"));
  if (any_with_nul(spec.argv) || any_with_nul(spec.environment)) return fail(cannot_start(spec, EINVAL));

  Pipe input;
  Pipe output;
  Pipe error;
  Pipe report;
  if (!make_pipe(input) || !make_pipe(output) || !make_pipe(error) || !make_pipe(report)) {
    return fail(cannot_start(spec, errno));
  }
  // Resolved here: after the child has changed its folder a relative path would mean another file.
  std::error_code code;
  const auto path = std::filesystem::absolute(spec.argv.front(), code);
  if (code) return fail(cannot_start(spec, code.value()));

  const auto arguments = pointers(spec.argv);
  const auto environment = pointers(spec.environment);
  Preparation preparation;
  preparation.standard = {input.read.get(), output.write.get(), error.write.get()};
  preparation.path = path.c_str();
  if (spec.executable) {
    preparation.executable = spec.executable->descriptor();
    preparation.executable_stays_open = spec.executable->is_script();
  }
  preparation.folder = spec.working_folder.empty() ? nullptr : spec.working_folder.c_str();
  preparation.arguments = arguments.data();
  preparation.environment = environment.data();
  preparation.report = report.write.get();
  if (spec.sandbox) TRY(prepare_sandbox(spec, preparation));

  Child child;
  child.pid = ::fork();
  if (child.pid == 0) become(preparation);
  if (child.pid < 0) return fail(cannot_start(spec, errno));
  report.write.close();
  if (const auto failure = failure_of(child.pid, report.read)) return fail(told(spec, *failure));

  child.input = std::move(input.write);
  child.output = std::move(output.read);
  child.error = std::move(error.read);
  make_non_blocking(child.input);
  make_non_blocking(child.output);
  make_non_blocking(child.error);
  return child;
}

}  // namespace pushgate::process
