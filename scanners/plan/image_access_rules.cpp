// SPDX-License-Identifier: Apache-2.0
//
// Ready for a read-only root: nothing that the service executes is the service's user's to write. Judged are
// the folders of Python's packages, the application's folder (WORKDIR), and the folders above both. What lies
// in a VOLUME is no part of the root, and is there to be written.
#include <algorithm>
#include <vector>

#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"

namespace pushgate::scanners {

namespace {

using Kind = oci::LayerEntry::Kind;
using Node = oci::RootView::Node;

constexpr const char* k_rule = "plan/read-only-root";

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool is_site(const Node& node) {
  const auto name = node.path().substr(node.path().rfind('/') + 1);
  return node.kind() == Kind::directory && (name == "site-packages" || name == "dist-packages");
}

/// Whoever owns a file may change its mode, and then write it.
bool may_write(const plan::User& user, const Node& node) {
  if (node.kind() != Kind::directory && node.kind() != Kind::file) return false;
  if (node.uid() == user.uid) return true;
  return (node.mode() & (node.gid() == user.gid ? 0020u : 0002u)) != 0;
}

class Trees {
 public:
  explicit Trees(const ImagePlan& image) : m_image(image), m_user(*image.fleet.user) {
    for (const auto& volume : image.image.config.volumes) {
      if (const auto path = RootPath::parse(volume)) m_volumes.push_back(path->str());
    }
  }

  /// Judges a folder with all in it, unless it lies in one that was judged.
  void judge(const Node& folder, const char* what, ImageFindings& findings) {
    const auto path = folder.path();
    if (std::ranges::any_of(m_judged,
                            [&](const auto& other) { return path == other || is_below(path, other); }))
      return;
    m_judged.emplace_back(path);
    std::vector<const Node*> writable;
    add_above(path, writable);
    add(folder, writable);
    std::size_t count = 1;
    if (const auto root = RootPath::parse(path)) {
      const auto all = m_image.root.below(*root);
      count += all.size();
      for (const auto& node : all) add(node, writable);
    }
    if (writable.empty()) return;
    const auto& first = *writable.front();
    findings.wrong(
        k_rule,
        fmt::format("{} ({}:{}) may write {} of the {} files and folders of {}, /{}, such as /{} (mode "
                    "{:04o}, owner {}:{}); expected none",
                    m_user.name, m_user.uid, m_user.gid, writable.size(), count, what, excerpt(path),
                    excerpt(first.path()), first.mode(), first.uid(), first.gid()),
        "copy it as root, without --chown and chmod, and write to a VOLUME or a tmpfs",
        location_of(m_image, first));
  }

 private:
  void add(const Node& node, std::vector<const Node*>& writable) const {
    const auto path = node.path();
    const auto holds = [&](const auto& volume) { return path == volume || is_below(path, volume); };
    if (may_write(m_user, node) && std::ranges::none_of(m_volumes, holds)) writable.push_back(&node);
  }

  /// Who may write a folder may put another in the place of what it has.
  void add_above(std::string_view path, std::vector<const Node*>& writable) const {
    for (auto slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/')) {
      path = path.substr(0, slash);
      if (const auto* const node = m_image.root.find(path)) add(*node, writable);
    }
  }

  const ImagePlan& m_image;
  const plan::User& m_user;
  std::vector<std::string> m_volumes;
  std::vector<std::string> m_judged;
};

/// The layer's files that run as their owner or group, whoever starts them.
std::vector<std::vector<const Node*>> setuid_files(const ImagePlan& image) {
  std::vector<std::vector<const Node*>> by_layer(image.image.config.diff_ids.size());
  for (const auto& node : image.root.nodes()) {
    if (node.is_file() && (node.mode() & 06000) != 0 && (node.mode() & 0111) != 0)
      by_layer[node.layer].push_back(&node);
  }
  return by_layer;
}

}  // namespace

void check_read_only(const ImagePlan& image, ImageFindings& findings) {
  if (!image.fleet.user) return findings.could_not_look(k_rule, "the fleet file states no user");
  Trees trees(image);
  for (const auto& node : image.root.nodes()) {
    if (is_site(node)) trees.judge(node, "Python's packages", findings);
  }
  const auto& folder = image.image.config.working_dir;
  const auto* const application = folder.empty() ? nullptr : image.root.find(folder);
  if (application != nullptr && application->kind() == Kind::directory && !application->path().empty())
    return trees.judge(*application, "the application", findings);
  findings.could_not_look(
      k_rule, fmt::format("the image's WORKDIR is {}, so that only Python's packages were judged and not the "
                          "application",
                          folder.empty() ? "not set" : "`" + excerpt(folder) + "`, no folder of its own"));
}

void check_setuid(const ImagePlan& image, ImageFindings& findings) {
  const auto by_layer = setuid_files(image);
  const auto base = base_layers(image);
  for (std::size_t layer = 0; layer < by_layer.size(); ++layer) {
    const auto& files = by_layer[layer];
    if (files.empty()) continue;
    const bool of_base = base && layer < *base;
    std::vector<std::string> paths;
    for (const auto* const file : files) paths.push_back(fmt::format("/{}", file->path()));
    findings.wrong("plan/setuid-files",
                   fmt::format("{} {} setuid or setgid {}: {}; the service needs none",
                               of_base ? "the base image brings" : layer_words(image, layer) + " brings",
                               files.size(), files.size() == 1 ? "file" : "files", excerpts(paths)),
                   of_base ? "take the bits away in the family's Dockerfile: chmod a-s FILE"
                           : "take the bits away in the same RUN: chmod a-s FILE",
                   location_of(image, *files.front()));
  }
}

}  // namespace pushgate::scanners
