// SPDX-License-Identifier: Apache-2.0
//
// Scripts of entry points are in no wheel: installers make them, and write their hashes into RECORD. So
// whether one is what it ought to be, its text alone says.

#include <algorithm>

#include "base/format.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/script_probe.hpp"
#include "scanners/provenance/entry_points.hpp"
#include "scanners/provenance/layer_history.hpp"
#include "scanners/provenance/proof.hpp"
#include "scanners/provenance/recorded_files.hpp"
#include "scanners/provenance/script_templates.hpp"

namespace pushgate::scanners {

namespace {

using Node = oci::RootView::Node;

bool is_python(std::string_view interpreter) {
  const auto name = name_of(interpreter);
  return name.starts_with("python") || name.starts_with("pypy");
}

class GeneratedScripts {
 public:
  GeneratedScripts(Proof& proof, const Distribution& one) : m_proof(proof), m_one(one) {}

  void run() {
    // One that no RECORD names is told as added.
    const auto named =
        std::ranges::find(m_one.files, m_one.folder + "/entry_points.txt", &sbom::RecordedFile::path);
    const auto* const list = named == m_one.files.end()
                                 ? nullptr
                                 : m_one.found[static_cast<std::size_t>(named - m_one.files.begin())];
    if (list == nullptr) return;
    const auto text = sbom::content_of(*list);
    if (!text) {
      m_proof.not_looked_at.push_back(fmt::format("{}: {}", sbom::shown_path(*list), text.error().what));
      return;
    }
    const auto points = script_entry_points(*text);
    for (std::size_t i = 0; i < m_one.files.size(); ++i) {
      const auto& file = m_one.files[i];
      const auto* const node = m_one.found[i];
      const bool is_in_bin =
          name_of(parent_of(file.path)) == "bin" && !file.path.starts_with(m_one.site + "/");
      if (node == nullptr || !is_in_bin || is_changed(*node, file)) continue;
      const auto script = name_of(file.path);
      if (const auto* const point = entry_point_of(points, script)) judge(*node, file.path, *point);
    }
  }

 private:
  /// That is told already.
  static bool is_changed(const Node& node, const sbom::RecordedFile& file) {
    return !node.is_file() || (file.sha256 && file.sha256 != node.sha256());
  }

  void judge(const Node& node, const std::string& path, const EntryPoint& point) {
    const auto script = node.probed() ? sbom::probed_script(*node.content()) : std::nullopt;
    if (!script) {
      tell(node, path, "does not begin as a script that an installer makes");
    } else if (!is_python(script->interpreter)) {
      tell(node, path, fmt::format("is run by {}, which is no Python by its name", script->interpreter));
    } else if (!is_made_by_installer(point, script->body)) {
      tell(node, path,
           point.module.empty() ? "is made from an entry point of no known form"
                                : fmt::format("is not what pip, uv or installer write to call {}:{}",
                                              point.module, point.attribute));
    }
  }

  void tell(const Node& node, const std::string& path, const std::string& what) {
    m_proof.add_in(
        node.layer, "provenance/changed-script", m_one.component->purl, path,
        fmt::format("{}; last written by {}", what, layer_words(m_proof.input.inventory.layers, node.layer)),
        "read it; if it only calls the entry point, it is another installer's, and can be waived");
  }

  Proof& m_proof;
  const Distribution& m_one;
};

}  // namespace

void judge_scripts(Proof& proof) {
  for (const auto& one : proof.installed.distributions()) {
    if (!one.of_system && !one.carried && one.record != nullptr) GeneratedScripts(proof, one).run();
  }
}

}  // namespace pushgate::scanners
