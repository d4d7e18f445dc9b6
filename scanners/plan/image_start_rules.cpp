// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/probed_files.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"

namespace pushgate::scanners {

namespace {

using Node = oci::RootView::Node;

constexpr const char* k_rule = "plan/tini-pid-1";
constexpr const char* k_entrypoint = R"(write: ENTRYPOINT ["/usr/bin/tini", "--"])";
constexpr const char* k_install = "install tini in the family image, and keep its file as it is";
constexpr const char* k_default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool is_tini(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return name == "tini" || name.starts_with("tini-");
}

std::string joined(const std::vector<std::string>& words) {
  return excerpt(fmt::format("{}", fmt::join(words, " ")));
}

/// The file that a runtime starts for a word of ENTRYPOINT: in the folders of PATH, or from the working
/// directory.
const Node* find_program(const oci::RootView& root, const oci::Config& config, const std::string& word) {
  if (word.find('/') != std::string::npos) {
    return root.find(word.front() == '/' ? word : config.working_dir + "/" + word);
  }
  const auto path = variable_of(config, "PATH");
  std::string_view folders = path.value_or(k_default_path);
  while (!folders.empty()) {
    const auto end = folders.find(':');
    const auto* const node = root.find(fmt::format("{}/{}", folders.substr(0, end), word));
    if (node != nullptr && node->is_file()) return node;
    folders = end == std::string_view::npos ? std::string_view() : folders.substr(end + 1);
  }
  return nullptr;
}

/// What is wrong with the file that is to be tini; nothing where it is a program of that name.
std::optional<std::string> wrong_with(const Node* node) {
  if (node == nullptr) return "which the image does not have";
  const auto path = excerpt(sbom::shown_path(*node));
  if (!is_tini(path)) return fmt::format("which is {}", path);
  if (!node->is_file()) return fmt::format("which is no file ({})", path);
  if ((node->mode() & 0001) == 0)
    return fmt::format("which not every user may execute ({}, mode {:04o})", path, node->mode());
  if (!node->probed() || !node->content()) return fmt::format("which is no program ({})", path);
  const auto file = sbom::read_probed_file(*node->content(), path);
  if (file && file->kind == sbom::ProbedFile::Kind::executable && !file->shared) return std::nullopt;
  return fmt::format("which is {} ({})",
                     file && file->kind == sbom::ProbedFile::Kind::script ? "a script" : "no program", path);
}

}  // namespace

void check_start(const ImagePlan& image, ImageFindings& findings) {
  const auto& entrypoint = image.image.config.entrypoint;
  if (entrypoint.empty())
    return findings.wrong(k_rule, "the image has no ENTRYPOINT; expected tini as PID 1", k_entrypoint);
  const auto starts = fmt::format("the image starts `{}`", joined(entrypoint));
  if (!is_tini(entrypoint[0]))
    return findings.wrong(k_rule, starts + "; expected tini as PID 1", k_entrypoint);
  const auto* const node = find_program(image.root, image.image.config, entrypoint[0]);
  const auto wrong = wrong_with(node);
  if (!wrong) return;
  findings.wrong(k_rule, fmt::format("{}, {}; expected tini as PID 1", starts, *wrong), k_install,
                 node == nullptr ? model::Location() : location_of(image, *node));
}

}  // namespace pushgate::scanners
