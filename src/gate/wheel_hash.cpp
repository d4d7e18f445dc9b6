// SPDX-License-Identifier: Apache-2.0
#include "gate/wheel_hash.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <numeric>
#include <optional>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "gate/wheel_files.hpp"
#include "python/distribution_file.hpp"
#include "python/version.hpp"
#include "store/descriptor.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t k_piece = 256u << 10;  // stays in a core's own cache between reading and hashing

Result<void> hash_file(HashedWheel& wheel, crypto::Sha2& hash, std::vector<std::uint8_t>& buffer) {
  // O_NONBLOCK: a named pipe must not hold us before it can be told from a file.
  const store::Descriptor file(::open(wheel.file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0)
    return fail(store::system_failure(wheel.file, "cannot be read"));
  if (!S_ISREG(status.st_mode)) return fail(Error::unchecked(wheel.file, "is no regular file"));
  buffer.resize(k_piece);
  while (true) {
    const auto count = ::read(file.get(), buffer.data(), buffer.size());
    if (count == 0) break;
    if (count > 0) {
      hash.update(std::span(buffer.data(), static_cast<std::size_t>(count)));
      wheel.size += static_cast<std::uint64_t>(count);
      TRY(check_interrupt());
    } else if (errno != EINTR) {
      return fail(store::system_failure(wheel.file, "cannot be read"));
    }
  }
  wheel.hash = crypto::hex_digits(hash.finish());
  return {};
}

Result<HashedWheel> named(const std::string& file) {
  const auto names = python::parse_distribution_file(std::filesystem::path(file).filename().string());
  if (!names) {
    return fail(Error::misuse(
        file,
        "has a name that is of no distribution; expected "
        "NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl, NAME-VERSION.tar.gz or NAME-VERSION.zip"));
  }
  HashedWheel wheel;
  wheel.file = file;
  wheel.name = names->name;
  wheel.version = names->version;
  return wheel;
}

/// All of them as one error: the first, and the others beside it.
Error together(std::vector<Error> errors) {
  Error first = std::move(errors.front());
  std::move(errors.begin() + 1, errors.end(), std::back_inserter(first.also));
  return first;
}

bool before(const HashedWheel& a, const HashedWheel& b) {
  if (a.name != b.name) return a.name < b.name;
  const auto va = python::Version::parse(a.version);
  const auto vb = python::Version::parse(b.version);
  if (va && vb) {
    if (const auto order = python::compare(*va, *vb); order != 0) return order < 0;
  }
  return std::tie(a.file, a.hash) < std::tie(b.file, b.hash);
}

}  // namespace

Result<std::vector<HashedWheel>> hash_wheels(const WheelHashRequest& request) {
  TRY_ASSIGN(const auto files, wheel_files(request.paths));
  std::vector<HashedWheel> wheels;
  std::vector<Error> errors;
  for (const std::string& file : files) {
    auto wheel = named(file);
    if (wheel) {
      wheels.push_back(std::move(*wheel));
    } else {
      errors.push_back(std::move(wheel).error());
    }
  }
  if (!errors.empty()) return fail(together(std::move(errors)));

  // The largest first, so that no core is left with one at the end.
  std::vector<std::pair<std::uintmax_t, std::size_t>> turns(wheels.size());
  for (std::size_t i = 0; i < wheels.size(); ++i) {
    std::error_code none;
    const auto size = std::filesystem::file_size(wheels[i].file, none);
    turns[i] = {none ? 0 : size, i};
  }
  std::ranges::sort(turns, std::greater());
  std::vector<std::optional<Error>> failed(wheels.size());
  side_by_side(turns.size(), [&](std::size_t turn) {
    thread_local std::vector<std::uint8_t> buffer;
    crypto::Sha2 hash(request.algorithm);
    const std::size_t i = turns[turn].second;
    if (auto done = hash_file(wheels[i], hash, buffer); !done) failed[i] = std::move(done).error();
  });
  for (auto& error : failed) {
    if (error) errors.push_back(std::move(*error));
  }
  if (!errors.empty()) return fail(together(std::move(errors)));
  std::ranges::sort(wheels, before);
  return wheels;
}

std::string requirement_lines(const std::vector<HashedWheel>& wheels, crypto::Sha2Kind algorithm) {
  std::string out;
  for (auto first = wheels.begin(); first != wheels.end();) {
    // `1.0` and `1.0.0` are one version, and pip takes one line for it.
    const auto version = python::canonical_version(first->version);
    const auto end = std::find_if(first, wheels.end(), [&](const HashedWheel& other) {
      return other.name != first->name || python::canonical_version(other.version) != version;
    });
    out += first->name + "==" + first->version;
    std::set<std::string> hashes;
    std::for_each(first, end, [&](const HashedWheel& wheel) { hashes.insert(wheel.hash); });
    for (const std::string& hash : hashes)
      out.append(" \\\n    --hash=").append(crypto::to_string(algorithm)).append(":").append(hash);
    out += "\n";
    first = end;
  }
  return out;
}

}  // namespace pushgate::gate
