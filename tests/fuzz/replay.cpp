// SPDX-License-Identifier: Apache-2.0
// Runs targets over the files of a corpus, without a fuzzer:
//
//   pushgate-replay --list             the names of all targets
//   pushgate-replay TARGET FOLDER…     every file of the folders; no file at all is an error
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "fuzz/target.hpp"

namespace {

std::size_t replay(const pushgate::fuzz::Target& target, const std::filesystem::path& folder) {
  std::size_t count = 0;
  if (!std::filesystem::is_directory(folder)) return count;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    std::cerr << entry.path().filename().string() << '\n';  // the last line names what broke it
    target.run(bytes);
    ++count;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--list") {
    for (const auto& target : pushgate::fuzz::targets()) std::cout << target.name << '\n';
    return 0;
  }
  const auto* const target = argc > 2 ? pushgate::fuzz::find_target(argv[1]) : nullptr;
  if (target == nullptr) {
    std::cerr << "expected --list, or a target and the folders of its corpus\n";
    return 2;
  }
  std::size_t count = 0;
  for (int i = 2; i < argc; ++i) count += replay(*target, argv[i]);
  std::cout << target->name << ": " << count << " inputs\n";
  return count > 0 ? 0 : 1;
}
