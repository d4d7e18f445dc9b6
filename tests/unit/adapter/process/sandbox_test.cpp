// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/sandbox.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapter/process/landlock.hpp"
#include "adapter/process/process.hpp"
#include "adapter/process/system_call_filter.hpp"

namespace pushgate::process {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Runs `sh -c`, or a script of the test's own, inside a sandbox that may write one folder.
class SandboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (landlock_abi() < 3 || !has_system_call_filters())
      GTEST_SKIP() << "this kernel does not hold a program to all of a sandbox";
    auto name = (std::filesystem::path(::testing::TempDir()) / "sandbox.XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    m_folder = name;
    for (const auto* folder : {"own", "outside", "given"})
      std::filesystem::create_directory(m_folder / folder);
    std::ofstream(m_folder / "outside" / "secret") << "s3cret\n";
    std::ofstream(m_folder / "given" / "data") << "data\n";
    m_sandbox.readable = {m_folder / "given"};
    m_sandbox.writable = {m_folder / "own"};
    m_sandbox.may_start_programs = true;
  }
  void TearDown() override {
    if (!m_folder.empty()) std::filesystem::remove_all(m_folder);
  }

  ProcessOutput run_program(std::vector<std::string> argv) const {
    auto program = Executable::open(argv.front());
    EXPECT_TRUE(program) << program.error().render();
    ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.executable = *program;
    spec.sandbox = m_sandbox;
    spec.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
    spec.working_folder = m_folder / "own";
    spec.timeout = std::chrono::seconds(30);
    auto output = run(spec);
    EXPECT_TRUE(output) << output.error().render();
    return output ? std::move(*output) : ProcessOutput{};
  }
  ProcessOutput shell(const std::string& script) const { return run_program({"/bin/sh", "-c", script}); }
  // What python3 prints of an attempt: `done`, or the error's name.
  std::string python(const std::string& attempt) const {
    const auto output =
        run_program({"/usr/bin/python3", "-I", "-c",
                     "import ctypes, errno, os, signal, socket\n"
                     "libc = ctypes.CDLL(None, use_errno=True)\n"
                     "def call(*words):\n"
                     "    if libc.syscall(*words) < 0:\n"
                     "        raise OSError(ctypes.get_errno(), '')\n"
                     "try:\n    " +
                         attempt +
                         "\n    print('done')\n"
                         "except OSError as error:\n    print(errno.errorcode[error.errno])\n"});
    return output.out + output.err;
  }
  std::string at(const std::string& name) const { return (m_folder / name).string(); }

  std::filesystem::path m_folder;
  Sandbox m_sandbox;
};

TEST_F(SandboxTest, what_it_was_given_is_read_and_its_own_folder_written) {
  const auto output =
      shell("cat '" + at("given/data") + "' > copy && ln copy link && mv link moved && cat moved");
  EXPECT_EQ(output.out, "data\n") << output.err;
  EXPECT_TRUE(std::filesystem::exists(m_folder / "own" / "copy"));
}

TEST_F(SandboxTest, nothing_else_is_read) {
  EXPECT_THAT(shell("cat '" + at("outside/secret") + "'").err, HasSubstr("Permission denied"));
  EXPECT_THAT(shell("cat ../outside/secret").err, HasSubstr("Permission denied"));
  EXPECT_THAT(shell("ln -s ../outside/secret s; cat s").err, HasSubstr("Permission denied"));
  EXPECT_THAT(shell("ls '" + at("outside") + "'").err, HasSubstr("Permission denied"));
  EXPECT_THAT(shell("cat /etc/hostname").err, HasSubstr("Permission denied"));
  EXPECT_EQ(python("open('/proc/%d/environ' % os.getppid())"), "EACCES\n");
}

TEST_F(SandboxTest, nothing_else_is_written) {
  EXPECT_EQ(python("open('" + at("outside/new") + "', 'w')"), "EACCES\n");
  EXPECT_EQ(python("open('" + at("given/data") + "', 'r+')"), "EACCES\n");
  EXPECT_EQ(python("os.truncate('" + at("outside/secret") + "', 0)"), "EACCES\n");
  EXPECT_EQ(python("os.unlink('" + at("given/data") + "')"), "EACCES\n");
  EXPECT_EQ(python("os.rename('" + at("given/data") + "', 'mine')"), "EACCES\n");
  EXPECT_EQ(python("os.link('" + at("given/data") + "', 'mine')"), "EXDEV\n");
  EXPECT_EQ(std::filesystem::file_size(m_folder / "outside" / "secret"), 7u);
}

/// A listener on loopback for as long as this lives.
class Listener {
 public:
  Listener() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(::bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(::listen(m_socket.get(), 1), 0);
    EXPECT_EQ(::getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
    m_port = ntohs(address.sin_port);
  }
  std::string connect() const {
    return "socket.create_connection(('127.0.0.1', " + std::to_string(m_port) + "))";
  }

 private:
  FileDescriptor m_socket;
  unsigned m_port = 0;
};

TEST_F(SandboxTest, there_is_no_network) {
  const Listener listener;
  EXPECT_EQ(python(listener.connect()), "EACCES\n");
  EXPECT_EQ(python("socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)"), "EACCES\n");
  EXPECT_EQ(python("socket.socket(socket.AF_UNIX)"), "EACCES\n");
  m_sandbox.network = true;
  EXPECT_EQ(python(listener.connect()), "done\n");
}

TEST_F(SandboxTest, a_network_is_no_unix_socket) {
  m_sandbox.network = true;
  EXPECT_EQ(python("socket.socket(socket.AF_UNIX)"), "EACCES\n");
}

TEST_F(SandboxTest, other_processes_are_out_of_reach) {
  if (landlock_abi() >= 6) {
    EXPECT_EQ(python("os.kill(os.getppid(), signal.SIGTERM)"), "EPERM\n");
  }
  EXPECT_EQ(python("os.setsid()"), "EPERM\n");
  EXPECT_EQ(python("os.setpgid(0, os.getppid())"), "EPERM\n");
  EXPECT_EQ(python("call(425, 1, 0)"), "EPERM\n");     // io_uring_setup
  EXPECT_EQ(python("call(438, 0, 0, 0)"), "EPERM\n");  // pidfd_getfd
}

TEST_F(SandboxTest, a_program_is_one_process) {
  m_sandbox.may_start_programs = false;
  EXPECT_EQ(python("os.fork()"), "EPERM\n");
  EXPECT_EQ(python("os.posix_spawn('/bin/true', ['true'], {})"), "EPERM\n");
  EXPECT_EQ(python("import threading; t = threading.Thread(); t.start(); t.join()"), "done\n");
  EXPECT_EQ(python("os.execv('/bin/echo', ['echo', 'still one'])"), "still one\n");
}

TEST_F(SandboxTest, of_the_powers_of_root_those_over_files_are_left) {
  EXPECT_THAT(shell("chown 1 .").err, HasSubstr("Operation not permitted"));
  EXPECT_EQ(python("assert libc.prctl(39, 0, 0, 0, 0) == 1"), "done\n");  // PR_GET_NO_NEW_PRIVS
}

TEST_F(SandboxTest, memory_is_limited) {
  m_sandbox.memory = 64u << 20;
  EXPECT_THAT(shell("exec python3 -c 'b = bytearray(200 << 20)'").err, HasSubstr("MemoryError"));
}

TEST_F(SandboxTest, files_are_limited) {
  m_sandbox.file_size = 1000;
  EXPECT_EQ(shell("exec head -c 2000 /dev/zero > file").signal, SIGXFSZ);
  EXPECT_EQ(std::filesystem::file_size(m_folder / "own" / "file"), 1000u);
  m_sandbox.open_files = 16;
  EXPECT_EQ(python("files = [open('/dev/null') for i in range(20)]"), "EMFILE\n");
}

TEST_F(SandboxTest, a_script_is_read_from_the_file_that_was_opened) {
  std::ofstream(m_folder / "script") << "#!/bin/sh\necho \"ran $1\"\n";
  ASSERT_EQ(::chmod(at("script").c_str(), 0755), 0);
  EXPECT_EQ(run_program({at("script"), "it"}).out, "ran it\n");
}

TEST_F(SandboxTest, a_path_that_is_not_there_cannot_be_given) {
  m_sandbox.readable.push_back("/nonexistent/database");
  ProcessSpec spec;
  spec.argv = {"/bin/true"};
  spec.executable = *Executable::open("/bin/true");
  spec.sandbox = m_sandbox;
  EXPECT_EQ(
      run(spec).error().render(),
      "pushgate: error: /nonexistent/database: cannot be named to the sandbox: No such file or directory\n");
}

TEST_F(SandboxTest, tells_what_holds) {
  m_sandbox.may_start_programs = false;
  const auto whole = enforcement_of(m_sandbox);
  EXPECT_EQ(whole.files, "landlock " + std::to_string(landlock_abi()));
  EXPECT_EQ(whole.system_calls, "seccomp");
  EXPECT_THAT(whole.not_enforced, IsEmpty());
  m_sandbox.may_start_programs = true;
  EXPECT_THAT(enforcement_of(m_sandbox).not_enforced,
              ::testing::ElementsAre("processes: it is a script, which starts others"));
}

class ExecutableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto name = (std::filesystem::path(::testing::TempDir()) / "executable.XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    m_folder = name;
    write("first");
  }
  void TearDown() override { std::filesystem::remove_all(m_folder); }

  std::filesystem::path program() const { return m_folder / "program"; }
  void write(const std::string& word) const {
    std::ofstream(program()) << "#!/bin/sh\necho " << word << "\n";
    ASSERT_EQ(::chmod(program().c_str(), 0755), 0);
  }

  std::filesystem::path m_folder;
};

TEST_F(ExecutableTest, another_file_of_its_name_is_not_run) {
  const auto opened = Executable::open(program());
  std::filesystem::rename(program(), m_folder / "old");
  write("second");
  ProcessSpec spec;
  spec.argv = {program().string()};
  spec.executable = *opened;
  EXPECT_EQ(run(spec)->out, "first\n");
  spec.executable.reset();
  EXPECT_EQ(run(spec)->out, "second\n");
}

TEST_F(ExecutableTest, a_change_in_place_is_noticed) {
  const auto opened = Executable::open(program());
  EXPECT_TRUE(opened->check_unchanged());
  const auto before = std::filesystem::last_write_time(program());
  write("third");
  std::filesystem::last_write_time(program(), before);  // which everybody can set
  EXPECT_EQ(
      opened->check_unchanged().error().render(),
      "pushgate: error: " + program().string() + ": was changed while it was used\n  hint: run it again\n");
}

TEST_F(ExecutableTest, knows_a_script) {
  EXPECT_TRUE(Executable::open(program())->is_script());
  EXPECT_FALSE(Executable::open("/bin/sh")->is_script());
}

TEST_F(ExecutableTest, is_a_regular_file) {
  ASSERT_EQ(::mkfifo((m_folder / "pipe").c_str(), 0755), 0);
  EXPECT_EQ(Executable::open(m_folder / "pipe").error().what, "is no regular file");
  EXPECT_EQ(Executable::open(m_folder).error().what, "is no regular file");
  EXPECT_EQ(Executable::open(m_folder / "none").error().what, "cannot be read: No such file or directory");
}

}  // namespace
}  // namespace pushgate::process
