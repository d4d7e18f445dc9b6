// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "oci/layer_facts.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// What a layer pass would have found of a layer, made by hand: `LayerBuilder().file("etc/hostname",
/// "x").facts()`.
class LayerBuilder {
 public:
  LayerBuilder& file(std::string_view path, std::string_view content) {
    oci::LayerEntry& entry = add(path, oci::LayerEntry::Kind::file);
    entry.size = content.size();
    entry.sha256 = crypto::sha256(content);
    entry.content = std::string(content);
    return *this;
  }
  /// A file of which is kept what a prober said of it.
  LayerBuilder& probed_file(std::string_view path, std::string_view said) {
    file(path, said);
    m_entries.back().probed = true;
    return *this;
  }
  /// Gives the last file these permission bits.
  LayerBuilder& mode(std::uint32_t bits) {
    m_entries.back().mode = bits;
    return *this;
  }
  /// Gives the last file or directory this owner.
  LayerBuilder& owner(std::uint32_t uid, std::uint32_t gid) {
    m_entries.back().uid = uid;
    m_entries.back().gid = gid;
    return *this;
  }
  /// Makes the last file as large as its tar header says.
  LayerBuilder& size(std::uint64_t bytes) {
    m_entries.back().size = bytes;
    return *this;
  }
  /// Gives the last file this time.
  LayerBuilder& mtime(std::uint32_t seconds) {
    m_entries.back().mtime = seconds;
    return *this;
  }
  /// A file that the selector did not ask for.
  LayerBuilder& unread_file(std::string_view path) {
    add(path, oci::LayerEntry::Kind::file).size = 7;
    return *this;
  }
  LayerBuilder& directory(std::string_view path) {
    add(path, oci::LayerEntry::Kind::directory);
    return *this;
  }
  LayerBuilder& symlink(std::string_view path, std::string_view target) {
    add(path, oci::LayerEntry::Kind::symlink).link = target;
    return *this;
  }
  LayerBuilder& hardlink(std::string_view path, std::string_view target) {
    add(path, oci::LayerEntry::Kind::hardlink).link = target;
    return *this;
  }
  LayerBuilder& whiteout(std::string_view path) {
    m_whiteouts.push_back(*RootPath::parse(path));
    return *this;
  }
  LayerBuilder& opaque(std::string_view path) {
    m_opaque.push_back(*RootPath::parse(path));
    return *this;
  }

  oci::LayerFacts facts() const {
    std::string name;
    for (const auto& entry : m_entries) name += entry.path.str() + entry.link + entry.content.value_or("");
    for (const auto& path : m_whiteouts) name += "-" + path.str();
    oci::LayerFacts facts{.blob = crypto::sha256("blob " + name),
                          .diff_id = crypto::sha256(name),
                          .entries = oci::EntryTable(m_entries),
                          .whiteouts = m_whiteouts,
                          .opaque_directories = m_opaque};
    std::ranges::sort(facts.whiteouts);
    return facts;
  }

 private:
  oci::LayerEntry& add(std::string_view path, oci::LayerEntry::Kind kind) {
    oci::LayerEntry& entry = m_entries.emplace_back();
    entry.path = *RootPath::parse(path);
    entry.kind = kind;
    entry.mode = kind == oci::LayerEntry::Kind::directory ? 0755 : 0644;
    return entry;
  }

  std::vector<oci::LayerEntry> m_entries;
  std::vector<RootPath> m_whiteouts;
  std::vector<RootPath> m_opaque;
};

inline std::vector<oci::LayerFacts> layers(std::initializer_list<LayerBuilder> builders) {
  std::vector<oci::LayerFacts> out;
  for (const auto& builder : builders) out.push_back(builder.facts());
  return out;
}

/// The root that layers make which can be merged.
inline oci::RootView merged(const std::vector<oci::LayerFacts>& layers) {
  auto view = oci::RootView::merge(layers, layers.size());
  if (!view) throw std::runtime_error(view.error().render());
  return std::move(*view);
}

/// One stanza of a dpkg database.
inline std::string deb_stanza(std::string_view name, std::string_view version, std::string_view more = "") {
  std::string out = "Package: " + std::string(name) + "\nStatus: install ok installed\n";
  out += "Maintainer: Debian Team <team@debian.org>\nArchitecture: amd64\n" + std::string(more);
  return out + "Version: " + std::string(version) + "\nDescription: words\n more words\n\n";
}

inline std::string metadata(std::string_view name, std::string_view version, std::string_view more = "") {
  return "Metadata-Version: 2.1\nName: " + std::string(name) + "\nVersion: " + std::string(version) + "\n" +
         std::string(more) + "\nThe long description.\n";
}

}  // namespace pushgate::sbom
