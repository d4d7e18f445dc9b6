// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/interrupt.hpp"

namespace pushgate::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

ProcessSpec shell(std::string script) {
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", std::move(script)};
  spec.environment = {"PATH=/usr/bin:/bin"};
  spec.timeout = seconds(30);
  return spec;
}

ProcessOutput must_run(const ProcessSpec& spec) {
  auto output = run(spec);
  EXPECT_TRUE(output) << output.error().render();
  return output ? std::move(*output) : ProcessOutput{};
}

// Gone, or a zombie that its new parent has not reaped yet.
bool ended(pid_t pid) {
  for (int i = 0; i < 100; ++i) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    if (!(file >> number >> name >> state) || state == "Z") return true;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return false;
}

TEST(Process, gives_output_errors_and_exit_status) {
  const auto output = must_run(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(output.out, "out\n");
  EXPECT_EQ(output.err, "err\n");
  EXPECT_EQ(output.exit_status, 3);
  EXPECT_EQ(output.signal, 0);
  EXPECT_FALSE(output.succeeded());
  EXPECT_TRUE(must_run(shell("exit 0")).succeeded());
}

TEST(Process, arguments_arrive_as_they_are) {
  ProcessSpec spec;
  spec.argv = {"/usr/bin/printf", "%s|", "a b", "$(id)", "", "*;\n"};
  EXPECT_EQ(must_run(spec).out, "a b|$(id)||*;\n|");
}

TEST(Process, nothing_is_inherited) {
  ::setenv("PUSHGATE_TEST_SECRET", "s3cret", 1);
  ProcessSpec spec;
  spec.argv = {"/usr/bin/env"};
  spec.environment = {"ONLY=this"};
  EXPECT_EQ(must_run(spec).out, "ONLY=this\n");
}

TEST(Process, no_descriptor_but_its_three_is_open) {
  const int leaky = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  ASSERT_GE(leaky, 3);
  ProcessSpec spec;
  spec.argv = {"/bin/ls", "/proc/self/fd"};  // 3 is ls's own, for the folder
  EXPECT_EQ(must_run(spec).out, "0\n1\n2\n3\n");
  ::close(leaky);
}

TEST(Process, leaves_no_descriptor_and_no_zombie) {
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const auto before = count();
  for (int i = 0; i < 5; ++i) must_run(shell("exit 1"));
  static_cast<void>(run(ProcessSpec{.argv = {"/nonexistent/program"}}));
  EXPECT_EQ(count(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Process, starts_in_the_working_folder) {
  auto spec = shell("pwd");
  spec.working_folder = "/usr";
  EXPECT_EQ(must_run(spec).out, "/usr\n");
}

TEST(Process, a_relative_program_is_meant_from_our_folder) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path("/bin");
  auto spec = shell("pwd");
  spec.argv[0] = "./sh";
  spec.working_folder = "/usr";
  EXPECT_EQ(must_run(spec).out, "/usr\n");
  std::filesystem::current_path(before);
}

TEST(Process, large_input_and_output_pass_through_together) {
  ProcessSpec spec;
  spec.argv = {"/bin/cat"};
  spec.input.assign(3'000'000, 'x');
  const auto output = must_run(spec);
  EXPECT_EQ(output.out.size(), spec.input.size());
  EXPECT_TRUE(output.succeeded());
}

TEST(Process, a_program_need_not_read_its_input) {
  auto spec = shell("exec 0<&-; sleep 0.2; exit 0");
  spec.input.assign(3'000'000, 'x');
  EXPECT_TRUE(must_run(spec).succeeded());
}

TEST(Process, a_program_without_input_reads_an_end) {
  EXPECT_EQ(must_run(shell("cat; echo done")).out, "done\n");
}

TEST(Process, time_out_ends_the_whole_group) {
  auto spec = shell("sleep 300 & echo $!; wait");
  spec.timeout = milliseconds(200);
  const auto start = Clock::now();
  const auto output = must_run(spec);
  EXPECT_TRUE(output.timed_out);
  EXPECT_EQ(output.signal, SIGTERM);
  EXPECT_LT(Clock::now() - start, seconds(2));
  EXPECT_EQ(describe_end(spec, output), "did not end within 0.2 s");
  EXPECT_TRUE(ended(std::stoi(output.out)));
}

TEST(Process, who_ignores_sigterm_is_killed_after_two_seconds) {
  auto spec = shell("trap '' TERM; while :; do sleep 0.1; done");
  spec.timeout = milliseconds(100);
  const auto start = Clock::now();
  const auto output = must_run(spec);
  EXPECT_TRUE(output.timed_out);
  EXPECT_EQ(output.signal, SIGKILL);
  EXPECT_GE(Clock::now() - start, seconds(2));
  EXPECT_LT(Clock::now() - start, seconds(5));
}

TEST(Process, too_much_output_ends_it) {
  auto spec = shell("yes");
  spec.output_limit = 1000;
  const auto output = must_run(spec);
  EXPECT_TRUE(output.over_limit);
  EXPECT_EQ(output.out.size(), 1000u);
  EXPECT_FALSE(output.succeeded());
  EXPECT_EQ(describe_end(spec, output), "wrote more than 1000 bytes of output or 1048576 of errors");

  auto errors = shell("yes >&2");
  errors.error_limit = 10;
  EXPECT_EQ(must_run(errors).err, "y\ny\ny\ny\ny\n");
}

TEST(Process, output_of_exactly_the_limit_is_allowed) {
  auto spec = shell("printf 12345");
  spec.output_limit = 5;
  EXPECT_TRUE(must_run(spec).succeeded());
}

TEST(Process, who_is_left_in_the_group_is_killed_at_the_end) {
  const auto start = Clock::now();
  const auto output = must_run(shell("sleep 300 & echo $!"));
  EXPECT_TRUE(output.succeeded());
  EXPECT_LT(Clock::now() - start, seconds(2));
  EXPECT_TRUE(ended(std::stoi(output.out)));
}

TEST(Process, a_daemon_that_keeps_the_pipes_does_not_hold_us) {
  const auto start = Clock::now();
  const auto output = must_run(shell("setsid sleep 8 & echo started"));
  EXPECT_EQ(output.out, "started\n");
  EXPECT_LT(Clock::now() - start, seconds(4));
}

TEST(Process, tells_how_it_ended) {
  const auto killed = shell("kill -9 $$");
  EXPECT_EQ(describe_end(killed, must_run(killed)), "was ended by signal 9");
  const auto failed = shell("exit 7");
  EXPECT_EQ(describe_end(failed, must_run(failed)), "exited with status 7");
}

TEST(Process, what_cannot_be_started_is_unchecked) {
  const auto missing = run(ProcessSpec{.argv = {"/nonexistent/program", "x"}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::unchecked);
  EXPECT_EQ(missing.error().render(),
            "pushgate: error: /nonexistent/program: cannot be started: No such file or directory\n");
  const auto folder = run(ProcessSpec{.argv = {"/usr"}});
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().render(), "pushgate: error: /usr: cannot be started: Permission denied\n");
  const auto nul = run(ProcessSpec{.argv = {"/bin/echo", std::string("a\0b", 3)}});
  ASSERT_FALSE(nul);
  EXPECT_EQ(nul.error().render(), "pushgate: error: /bin/echo: cannot be started: Invalid argument\n");
}

TEST(Process, gets_default_signal_actions) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  const auto output = must_run(shell("kill -PIPE $$; echo survived"));
  static_cast<void>(std::signal(SIGPIPE, before));
  EXPECT_EQ(output.signal, SIGPIPE);
}

// In a process of its own: what has been interrupted stays so.
TEST(ProcessDeathTest, an_interrupt_ends_it) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        catch_interrupts();
        std::thread signal([] {
          std::this_thread::sleep_for(milliseconds(200));
          static_cast<void>(std::raise(SIGTERM));
        });
        const auto output = run(shell("sleep 300"));
        signal.join();
        if (!output) fputs(output.error().render().c_str(), stderr);
        std::_Exit(output ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "^pushgate: error: interrupted by SIGTERM\n$");
}

TEST(LastLine, is_the_last_that_is_not_blank) {
  EXPECT_EQ(last_line("a\nb c\r\n \n\n"), "b c");
  EXPECT_EQ(last_line("only"), "only");
  EXPECT_EQ(last_line(" \n"), "");
  EXPECT_EQ(last_line(std::string(1000, 'x')).size(), 300u);
}

}  // namespace
}  // namespace pushgate::process
