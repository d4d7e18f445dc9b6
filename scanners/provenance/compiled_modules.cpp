// SPDX-License-Identifier: Apache-2.0
//
// Python loads `__pycache__/a.cpython-311.pyc` in place of `a.py` where its header has the time and the size
// of that source, and makes it anew where it has not (PEP 552). One that is made with an unchecked hash it
// loads whatever the source is. A .pyc beside its source is never loaded. What the code in it was really
// made of, no header proves.
#include "scanners/provenance/compiled_modules.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/python_pyc.hpp"
#include "scanners/provenance/layer_history.hpp"
#include "scanners/provenance/proof.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

namespace {

using Node = oci::RootView::Node;

constexpr int k_first_with_flags = 7;  // Python 3.7

bool is_in_cache(const Node& node) {
  return name_of(parent_of(node.path())) == "__pycache__";
}

/// False for `a.cpython-36.pyc`, whose header is of another form.
bool has_flags(std::string_view name) {
  constexpr std::string_view k_tag = ".cpython-3";
  const std::size_t at = name.rfind(k_tag);
  if (at == std::string_view::npos) return true;
  const std::string_view rest = name.substr(at + k_tag.size());
  int minor = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), minor);
  return read.ec == std::errc() && minor >= k_first_with_flags;
}

std::string bytes_of(std::uint32_t size, std::uint32_t mtime) {
  return fmt::format("{} bytes of {}", size, format_rfc3339(Time(std::chrono::seconds(mtime))));
}

/// Compiled modules of one top folder of a site that one layer wrote.
struct Group {
  std::vector<std::string> paths;
  const Node* first = nullptr;
  const Node* source = nullptr;  // of the first
  std::string detail;            // of the first
};

class CompiledModules {
 public:
  explicit CompiledModules(Proof& proof) : m_proof(proof), m_installed(proof.installed) {}

  void run() {
    for (const auto& site : m_installed.sites()) {
      const auto root = RootPath::parse(site);
      if (!root) continue;
      for (const auto& node : m_installed.view().below(*root)) {
        if (node.is_file() && node.probed() && node.path().ends_with(".pyc") && is_in_cache(node)) {
          judge(node, node.path().substr(site.size() + 1));
        }
      }
      tell_stale();
      tell_unchecked();
    }
  }

 private:
  using Groups = std::map<std::pair<std::string_view, std::uint32_t>, Group>;  // by top folder and layer

  void judge(const Node& node, std::string_view inner) {
    if (!has_flags(name_of(node.path())) || m_installed.is_of_system(node)) return;
    const auto* const source = source_of(m_installed.view(), node);
    const auto header = sbom::pyc_header(*node.content());
    if (source == nullptr || !header) return;
    const std::pair key(inner.substr(0, inner.find('/')), node.layer);
    if (header->kind == sbom::PycHeader::Kind::unchecked_hash && !is_recorded(node)) {
      add(m_unchecked[key], node, *source, {});
    }
    if (header->kind == sbom::PycHeader::Kind::timestamp && is_stale(*header, *source)) {
      add(m_stale[key], node, *source,
          fmt::format("made from {}, where {} has {}", bytes_of(header->source_size, header->source_mtime),
                      name_of(source->path()),
                      bytes_of(static_cast<std::uint32_t>(source->size()), source->mtime())));
    }
  }

  static bool is_stale(const sbom::PycHeader& header, const Node& source) {
    if (header.source_size != static_cast<std::uint32_t>(source.size())) return true;
    return source.sha256() && header.source_mtime != source.mtime();  // else its time was not kept
  }

  bool is_recorded(const Node& node) const {
    return std::ranges::any_of(m_installed.claims(node), [&](const Claim& claim) {
      return claim.file->sha256 && claim.file->sha256 == node.sha256();
    });
  }

  static void add(Group& group, const Node& node, const Node& source, std::string detail) {
    if (group.first == nullptr) {
      group.first = &node;
      group.source = &source;
      group.detail = std::move(detail);
    }
    group.paths.push_back(sbom::shown_path(node));
  }

  /// The distribution that brought the source, where one did.
  std::string subject(const Group& group) const {
    const auto claims = m_installed.claims(*group.source);
    if (claims.empty()) return sbom::shown_path(*group.first);
    return m_installed.distributions()[claims.front().distribution].component->purl;
  }

  std::string layer(const Group& group) const {
    return layer_words(m_proof.input.inventory.layers, group.first->layer);
  }

  void tell_stale() {
    for (const auto& [key, group] : m_stale) {
      m_proof.add_in(
          group.first->layer, "provenance/stale-pyc", subject(group), group.paths.front(),
          fmt::format("{}, so that Python does not load it{}; last written by {}", group.detail, more(group),
                      layer(group)),
          "compile after the last step that writes sources or sets their times, or do not compile");
    }
    m_stale.clear();
  }

  void tell_unchecked() {
    for (const auto& [key, group] : m_unchecked) {
      m_proof.add_in(group.first->layer, "provenance/unchecked-pyc", subject(group), group.paths.front(),
                     fmt::format("Python loads it without a look at {}, and no RECORD has its hash{}; last "
                                 "written by {}",
                                 name_of(group.source->path()), more(group), layer(group)),
                     "compile with --invalidation-mode checked-hash or timestamp");
    }
    m_unchecked.clear();
  }

  static std::string more(const Group& group) {
    if (group.paths.size() == 1) return {};
    return fmt::format("; the same holds of {} more: {}", group.paths.size() - 1,
                       some_of({group.paths.begin() + 1, group.paths.end()}));
  }

  Proof& m_proof;
  const Installation& m_installed;
  // Of the site that is looked into:
  Groups m_stale;
  Groups m_unchecked;
};

}  // namespace

const Node* source_of(const oci::RootView& view, const Node& compiled) {
  const auto folder = parent_of(compiled.path());
  std::string_view stem = name_of(compiled.path());
  stem.remove_suffix(std::string_view(".pyc").size());
  if (!is_in_cache(compiled)) return view.find(fmt::format("{}/{}.py", folder, stem));
  // Tags may have dots of their own.
  for (std::size_t dot = stem.rfind('.'); dot != std::string_view::npos; dot = stem.rfind('.')) {
    stem = stem.substr(0, dot);
    if (const auto* const source = view.find(fmt::format("{}/{}.py", parent_of(folder), stem))) return source;
  }
  return nullptr;
}

void judge_compiled_modules(Proof& proof) {
  CompiledModules(proof).run();
}

}  // namespace pushgate::scanners
