// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/known_files.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/format.hpp"
#include "scanners/provenance/recorded_files.hpp"
#include "scanners/wheel/startup_files.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_virtualenv_pth = "_virtualenv.pth";
constexpr std::string_view k_virtualenv_module = "_virtualenv.py";
// `import _virtualenv`
constexpr std::string_view k_import = "69ac3d8f27e679c81b94ab30b3b56e9cd138219b1ba94a1fa3606d5a76a1433d";
constexpr std::array<std::string_view, 7> k_modules = {
    "684b8c07932ba4a84ac2e5ae9afe49ef04e92bac3d8d4191d455cf09d093e5fc",  // 20.0.35
    "ce57d5e0d9b5d7356cb42da7450ba8f9359bdf693e335f4c921626943c77e64d",  // 20.13.4
    "c9199315871b11b12df226f890a38e66e63191e1adbfb11a66e6861151b33fca",  // 20.16.7
    "119e4eb9c1a39e6ffd220840844bd326fa1bd3acf2f1c9fa0612949aedc228a5",  // 20.23.1
    "0aeb86546345c1d0fada097536e35525714d5cdbcc2d8eb3f9912a955044fcff",  // 20.24.7
    "0f20351ea7e90039c46d3fabdef991f28b1e3ff33eb13ee6f0d5cd21ea0e8b14",  // 20.25.3
    "bec6155ff7bfc88f8e79e481f27fd7ee0a3b40eeca9bfeb41f4c4b997b2f8100",  // 20.35.4
};

bool is_virtualenv_module(const oci::RootView::Node* node) {
  return node != nullptr && node->sha256() &&
         std::ranges::find(k_modules, node->sha256()->hex()) != k_modules.end();
}

}  // namespace

bool is_known_file(const oci::RootView& view, const oci::RootView::Node& node) {
  const auto name = name_of(node.path());
  if (name == k_virtualenv_module) return is_virtualenv_module(&node);
  if (!name.ends_with(".pth") || !node.sha256()) return false;
  const std::string sha256 = node.sha256()->hex();
  if (name == k_virtualenv_pth && sha256 == k_import) {
    return is_virtualenv_module(view.find(fmt::format("{}/{}", parent_of(node.path()), k_virtualenv_module)));
  }
  return known_startup_file(sha256).has_value();
}

}  // namespace pushgate::scanners
