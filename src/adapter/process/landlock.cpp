// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/landlock.hpp"

// Landlock (Documentation/userspace-api/landlock.rst of Linux), by its three system calls, whose numbers are
// the same on every architecture. Constants and structures stand here, because the headers of a build machine
// are often older than the kernel that the program meets.
//
//   ABI 1 (Linux 5.13)  reading, writing, executing, making and removing files
//   ABI 2 (5.19)        linking and renaming between folders
//   ABI 3 (6.2)         truncating
//   ABI 5 (6.10)        ioctl on devices
//   ABI 6 (6.12)        signals to, and abstract Unix sockets of, processes outside
//
// Network rules (ABI 4) know only TCP; the filter of system calls keeps the program from every socket.

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace pushgate::process {

namespace {

constexpr long k_create_ruleset = 444;
constexpr long k_add_rule = 445;
constexpr long k_restrict_self = 446;
constexpr unsigned k_ask_version = 1;
constexpr int k_path_beneath = 1;

struct RulesetAttributes {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scoped = 0;
};

struct __attribute__((packed)) PathRule {
  std::uint64_t allowed = 0;
  std::int32_t parent = -1;
};

constexpr std::uint64_t k_execute = 1u << 0;
constexpr std::uint64_t k_write_file = 1u << 1;
constexpr std::uint64_t k_read_file = 1u << 2;
constexpr std::uint64_t k_read_folder = 1u << 3;
constexpr std::uint64_t k_abi_1 = (1u << 13) - 1;  // all that it knows
constexpr std::uint64_t k_refer = 1u << 13;
constexpr std::uint64_t k_truncate = 1u << 14;
constexpr std::uint64_t k_device_ioctl = 1u << 15;
constexpr std::uint64_t k_outside = 3;  // abstract sockets and signals

constexpr std::uint64_t k_read = k_execute | k_read_file | k_read_folder;
constexpr std::uint64_t k_of_files = k_execute | k_write_file | k_read_file | k_truncate | k_device_ioctl;

// Programs, interpreters and libraries, where distributions keep them; what is not there is left out.
constexpr std::array k_system = {"/usr",
                                 "/bin",
                                 "/sbin",
                                 "/lib",
                                 "/lib32",
                                 "/lib64",
                                 "/nix/store",
                                 "/gnu/store",
                                 "/etc/ld.so.cache",
                                 "/etc/localtime",
                                 "/dev/zero",
                                 "/dev/random",
                                 "/dev/urandom",
                                 "/sys/kernel/mm/transparent_hugepage"};
constexpr std::array k_connected = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",  "/etc/services",
                                    "/etc/ssl",         "/etc/pki",   "/etc/ca-certificates"};

std::uint64_t handled(int abi) {
  auto rights = k_abi_1;
  if (abi >= 2) rights |= k_refer;
  if (abi >= 3) rights |= k_truncate;
  if (abi >= 5) rights |= k_device_ioctl;
  return rights;
}

class Rules {
 public:
  explicit Rules(int abi) : m_handled(handled(abi)) {
    const RulesetAttributes attributes{m_handled, 0, abi >= 6 ? k_outside : 0};
    m_ruleset =
        FileDescriptor(static_cast<int>(::syscall(k_create_ruleset, &attributes, sizeof attributes, 0)));
  }

  bool is_open() const { return m_ruleset.is_open(); }
  FileDescriptor take() { return std::move(m_ruleset); }

  /// False: errno says why not.
  bool allow(const std::filesystem::path& path, std::uint64_t rights) {
    const FileDescriptor file(::open(path.c_str(), O_PATH | O_CLOEXEC));
    return file.is_open() && allow(file.get(), rights);
  }

  bool allow(int file, std::uint64_t rights) {
    struct stat status {};
    if (::fstat(file, &status) != 0) return false;
    rights &= m_handled;
    if (!S_ISDIR(status.st_mode)) rights &= k_of_files;
    const PathRule rule{rights, file};
    return ::syscall(k_add_rule, m_ruleset.get(), k_path_beneath, &rule, 0) == 0;
  }

 private:
  std::uint64_t m_handled;
  FileDescriptor m_ruleset;
};

Error cannot_allow(const std::filesystem::path& path) {
  return Error::unchecked(path.string(),
                          "cannot be named to the sandbox: " + std::generic_category().message(errno));
}

}  // namespace

int landlock_abi() {
  const auto abi = ::syscall(k_create_ruleset, nullptr, 0, k_ask_version);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

Result<FileDescriptor> landlock_rules(const Sandbox& sandbox, int executable) {
  Rules rules(landlock_abi());
  if (!rules.is_open() || !rules.allow(executable, k_read)) return fail(cannot_allow("landlock"));
  for (const char* path : k_system) rules.allow(path, k_read);
  rules.allow("/dev/null", k_read | k_write_file | k_truncate);
  if (sandbox.network) {
    for (const char* path : k_connected) rules.allow(path, k_read);
  }
  for (const auto& path : sandbox.readable) {
    if (!rules.allow(path, k_read)) return fail(cannot_allow(path));
  }
  for (const auto& path : sandbox.writable) {
    if (!rules.allow(path, ~std::uint64_t{0})) return fail(cannot_allow(path));
  }
  return rules.take();
}

bool landlock_restrict(int rules) {
  return ::syscall(k_restrict_self, rules, 0) == 0;
}

}  // namespace pushgate::process
