// SPDX-License-Identifier: Apache-2.0
//
// What lies in a site and is named by no RECORD. By rule, not by pattern, are known: compiled modules whose
// source is there, and what installers write into a metadata folder on their own (PEP 376, 610, 627).

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/format.hpp"
#include "sbom/evidence_files.hpp"
#include "scanners/provenance/compiled_modules.hpp"
#include "scanners/provenance/known_files.hpp"
#include "scanners/provenance/layer_history.hpp"
#include "scanners/provenance/proof.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

namespace {

using Kind = oci::LayerEntry::Kind;

constexpr std::array<std::string_view, 6> k_written_by_installers = {
    "INSTALLER", "RECORD", "RECORD.jws", "RECORD.p7s", "REQUESTED", "direct_url.json"};
constexpr std::size_t k_line_bytes = 120;  // of a line that is shown

bool is_module(std::string_view path) {
  return path.ends_with(".py") || path.ends_with(".so") || path.ends_with(".pyc");
}

/// The lines of a .pth that Python executes (site module): those that begin with `import` and white space.
std::vector<std::string> executed_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("import ") || line.starts_with("import\t"))
      lines.emplace_back(line.substr(0, k_line_bytes));
  }
  return lines;
}

class UnnamedFiles {
 public:
  explicit UnnamedFiles(Proof& proof) : m_proof(proof), m_installed(proof.installed) {}

  void run() {
    for (const auto& site : m_installed.sites()) {
      look_into(site);
      tell_modules();
    }
    for (const auto& node : m_installed.view().nodes()) {
      if (is_startup_module(name_of(node.path())) && is_library(parent_of(node.path())) && is_unnamed(node)) {
        startup(node, "is a module that Python runs whenever it starts, and nobody's");
      }
    }
  }

 private:
  bool is_unnamed(const oci::RootView::Node& node) const {
    if (node.kind() != Kind::file && node.kind() != Kind::symlink) return false;
    return m_installed.claims(node).empty() && !m_installed.is_of_system(node);
  }

  /// `lib/python3.11`
  static bool is_library(std::string_view folder) {
    return name_of(folder).starts_with("python") && name_of(parent_of(folder)).starts_with("lib");
  }

  void look_into(const std::string& site) {
    m_tops.clear();
    m_metadata.clear();
    m_lists_all = true;
    for (const auto& one : m_installed.distributions()) {
      if (one.site.substr(1) != site) continue;
      m_metadata[one.folder.substr(1)] = &one;
      if (!one.of_system && one.files.empty()) m_lists_all = false;
      if (one.of_system) continue;
      for (const auto* node : one.found) {
        if (node == nullptr || !node->path().starts_with(site + "/")) continue;
        const auto inner = node->path().substr(site.size() + 1);
        if (inner.find('/') != std::string_view::npos) {
          m_tops.emplace(inner.substr(0, inner.find('/')), &one);
        }
      }
    }
    const auto root = RootPath::parse(site);
    if (!root) return;
    for (const auto& node : m_installed.view().below(*root)) {
      if (is_unnamed(node)) judge(node, node.path().substr(site.size() + 1));
    }
  }

  void judge(const oci::RootView::Node& node, std::string_view inner) {
    const std::size_t slash = inner.find('/');
    if (slash == std::string_view::npos && is_known_file(m_installed.view(), node)) return;
    const auto top = inner.substr(0, slash);
    if (slash == std::string_view::npos && inner.ends_with(".pth")) return pth(node);
    if (is_startup_module(inner))
      return startup(node, "is a module that Python runs whenever it starts, and nobody's");
    if (inner.ends_with(".pyc") && is_compiled(node)) return;
    if (slash == std::string_view::npos) {
      if (is_module(inner)) m_modules[std::string(top)].push_back(&node);
    } else if (top.ends_with(".dist-info")) {
      in_metadata(node, top);
    } else if (const auto owner = m_tops.find(top); owner != m_tops.end()) {
      added(node, *owner->second);
    } else if (!top.ends_with(".egg-info") && !top.ends_with(".egg") && is_module(inner)) {
      m_modules[std::string(top)].push_back(&node);
    }
  }

  /// Whether a .pyc is done with: its source is there, or it was told that it is not.
  bool is_compiled(const oci::RootView::Node& node) {
    if (source_of(m_installed.view(), node) != nullptr) return true;
    if (name_of(parent_of(node.path())) != "__pycache__") return false;  // Python would import it
    m_proof.add_in(
        node.layer, "provenance/orphan-pyc", sbom::shown_path(node), sbom::shown_path(node),
        fmt::format("is compiled from a module that is not there; last written by {}", layer(node)),
        "remove it: nothing says what it was made from");
    return true;
  }

  std::string layer(const oci::RootView::Node& node) const {
    return layer_words(m_proof.input.inventory.layers, node.layer);
  }

  void in_metadata(const oci::RootView::Node& node, std::string_view top) {
    const auto folder = node.path().substr(0, node.path().rfind(top) + top.size());
    const auto owner = m_metadata.find(folder);
    if (owner == m_metadata.end()) {
      m_modules[std::string(top)].push_back(&node);
    } else if (owner->second->files.empty() || owner->second->of_system) {
      return;  // provenance/no-record has said so, or that it cannot be read
    } else if (parent_of(node.path()) != folder ||
               std::ranges::find(k_written_by_installers, name_of(node.path())) ==
                   k_written_by_installers.end()) {
      added(node, *owner->second);
    }
  }

  void added(const oci::RootView::Node& node, const Distribution& owner) {
    ++m_proof.chain_of(owner).files.added;
    m_proof.add_in(node.layer, "provenance/added-file", owner.component->purl, sbom::shown_path(node),
                   fmt::format("no RECORD names it, and it lies in a folder of {} {}; last written by {}",
                               owner.component->name, owner.component->version, layer(node)),
                   "build again without the step that writes it");
  }

  void pth(const oci::RootView::Node& node) {
    std::string what = "no package brought this .pth, which Python reads whenever it starts";
    const auto* const target = m_installed.view().find(node.path());
    const auto bytes = target == nullptr ? fail(Error::unchecked("", "")) : sbom::content_of(*target);
    if (!bytes) {
      what += "; what it does is not known, since it is too large or a link that leads nowhere";
    } else if (const auto lines = executed_lines(*bytes); !lines.empty()) {
      what += fmt::format("; it executes `{}`{}", lines.front(),
                          lines.size() > 1 ? fmt::format(" and {} more lines", lines.size() - 1) : "");
    }
    startup(node, what);
  }

  void startup(const oci::RootView::Node& node, const std::string& what) {
    m_proof.add_in(node.layer, "provenance/unowned-pth", sbom::shown_path(node), sbom::shown_path(node),
                   fmt::format("{}; last written by {}", what, layer(node)),
                   "remove it, or install it with a package whose RECORD names it");
  }

  void tell_modules() {
    for (const auto& [top, nodes] : m_modules) {
      // Which files a distribution without RECORD has, nobody knows.
      if (!m_lists_all) continue;
      const auto& first = *nodes.front();
      m_proof.add_in(
          first.layer, "provenance/unowned-module", sbom::shown_path(first), sbom::shown_path(first),
          nodes.size() == 1
              ? fmt::format("no distribution brought it; last written by {}", layer(first))
              : fmt::format("no distribution brought it, nor {} more files of {}; last written by {}",
                            nodes.size() - 1, top, layer(first)),
          "install it as a wheel, so that a RECORD names its files");
    }
    m_modules.clear();
  }

  Proof& m_proof;
  const Installation& m_installed;
  // Of the site that is looked into:
  std::map<std::string, const Distribution*, std::less<>> m_tops;      // folders that RECORDs name files in
  std::map<std::string, const Distribution*, std::less<>> m_metadata;  // by folder
  std::map<std::string, std::vector<const oci::RootView::Node*>> m_modules;  // by first part
  bool m_lists_all = true;
};

}  // namespace

void find_unnamed_files(Proof& proof) {
  UnnamedFiles(proof).run();
}

}  // namespace pushgate::scanners
