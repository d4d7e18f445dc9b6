// SPDX-License-Identifier: Apache-2.0
#include "unit/oci/layout_builder.hpp"

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::oci {

namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ",") + text;
  return out;
}

std::string index_json(const std::vector<std::string>& descriptors) {
  return R"({"schemaVersion":2,"manifests":[)" + joined(descriptors) + "]}";
}

}  // namespace

std::string descriptor_json(const Descriptor& descriptor, std::string_view more) {
  return fmt::format(R"({{"mediaType":"{}","digest":"{}","size":{}{}}})", descriptor.media_type,
                     descriptor.digest.to_string(), descriptor.size, more);
}

std::string config_json(const std::vector<Digest>& diff_ids, const Platform& platform) {
  std::vector<std::string> quoted;
  for (const Digest& digest : diff_ids) quoted.push_back('"' + digest.to_string() + '"');
  return fmt::format(
      R"({{"os":"{}","architecture":"{}","variant":"{}","rootfs":{{"type":"layers","diff_ids":[{}]}}}})",
      platform.os, platform.architecture, platform.variant, joined(quoted));
}

std::string manifest_json(const Descriptor& config, const std::vector<Descriptor>& layers) {
  std::vector<std::string> list;
  for (const Descriptor& layer : layers) list.push_back(descriptor_json(layer));
  return fmt::format(R"({{"schemaVersion":2,"config":{},"layers":[{}]}})", descriptor_json(config),
                     joined(list));
}

LayoutBuilder::LayoutBuilder() {
  file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
}

Descriptor LayoutBuilder::blob(std::string_view media_type, std::string_view bytes) {
  const Descriptor descriptor{std::string(media_type), crypto::sha256(bytes), bytes.size(), {}, {}, {}};
  file(blob_name(descriptor), bytes);
  return descriptor;
}

Descriptor LayoutBuilder::image(const std::vector<std::string>& layers, const Platform& platform) {
  std::vector<Digest> diff_ids;
  std::vector<Descriptor> descriptors;
  for (const std::string& layer : layers) {
    descriptors.push_back(blob(media_type::k_layer, layer));
    diff_ids.push_back(descriptors.back().digest);
  }
  const Descriptor config = blob(media_type::k_config, config_json(diff_ids, platform));
  return blob(media_type::k_manifest, manifest_json(config, descriptors));
}

Descriptor LayoutBuilder::index(const std::vector<std::string>& descriptors) {
  return blob(media_type::k_index, index_json(descriptors));
}

LayoutBuilder& LayoutBuilder::entry(std::string descriptor) {
  m_entries.push_back(std::move(descriptor));
  return *this;
}

LayoutBuilder& LayoutBuilder::named(const Descriptor& descriptor, std::string_view ref_name) {
  return entry(descriptor_json(
      descriptor, fmt::format(R"(,"annotations":{{"org.opencontainers.image.ref.name":"{}"}})", ref_name)));
}

LayoutBuilder& LayoutBuilder::file(std::string_view name, std::string_view bytes) {
  m_files.insert_or_assign(std::string(name), std::string(bytes));
  return *this;
}

LayoutBuilder& LayoutBuilder::without(const std::string& name) {
  m_files.erase(name);
  return *this;
}

std::map<std::string, std::string> LayoutBuilder::files() const {
  auto all = m_files;
  all.emplace("index.json", index_json(m_entries));
  return all;
}

std::string LayoutBuilder::write(const ScratchDirectory& scratch, std::string_view name) const {
  for (const auto& [file_name, bytes] : files()) scratch.write(std::string(name) + "/" + file_name, bytes);
  return scratch.path(name);
}

std::string LayoutBuilder::tar(std::string_view prefix) const {
  test::TarBuilder tar;
  tar.directory(std::string(prefix) + "blobs").directory(std::string(prefix) + "blobs/sha256");
  for (const auto& [file_name, bytes] : files()) tar.file(std::string(prefix) + file_name, bytes);
  return tar.bytes();
}

}  // namespace pushgate::oci
