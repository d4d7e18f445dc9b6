// SPDX-License-Identifier: Apache-2.0
//
// A docker-archive is the tar that `docker save` writes (formats.md 5.2). Producers differ in names alone:
//
//   skopeo, docker < 25      <hex>.json            <hex>.tar or <id>/layer.tar, perhaps a link
//   crane                    sha256:<hex>          <hex>.tar.gz
//   docker >= 25, containerd blobs/sha256/<hex>    blobs/sha256/<hex>
//
// It has no manifest that a registry would take. One is made here: the layers as they are stored, named by
// the SHA-256 of those bytes, their media types by magic bytes, the members always in one order. So the same
// archive gives the same manifest digest on every machine.
#include "oci/docker_archive.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "adapter/compress/format.hpp"
#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/limits.hpp"
#include "oci/docker_archive_list.hpp"
#include "oci/stored_blob.hpp"

namespace pushgate::oci {

namespace {

constexpr std::string_view k_blob_folder = "blobs/sha256/";

class DockerArchiveSource final : public ImageSource {
 public:
  DockerArchiveSource(RawDocument root, std::map<Digest, FilePart> blobs)
      : m_root(std::move(root)), m_blobs(std::move(blobs)) {}

  Result<RawDocument> root() override { return m_root; }

  Result<RawDocument> document(const Descriptor& descriptor) override {
    TRY_ASSIGN(const FilePart part, find(descriptor));
    return read_document(part, descriptor);
  }

  Result<std::unique_ptr<ByteSource>> blob(const Descriptor& descriptor) override {
    TRY_ASSIGN(const FilePart part, find(descriptor));
    return open_blob(part, descriptor);
  }

 private:
  Result<FilePart> find(const Descriptor& descriptor) const {
    const auto found = m_blobs.find(descriptor.digest);
    if (found != m_blobs.end()) return found->second;
    return fail(Error::unchecked("blob " + descriptor.digest.to_string(), "is missing from the archive"));
  }

  RawDocument m_root;
  std::map<Digest, FilePart> m_blobs;
};

Result<FilePart> find_member(const FileTree& tree, const std::string& name) {
  TRY_ASSIGN(std::optional<FilePart> part, tree.find(name));
  if (part) return std::move(*part);
  return fail(
      Error::unchecked(tree.path(), fmt::format("holds no member '{}', which manifest.json names", name)));
}

/// The digest that a member's name promises, where its form says that it is one of the stored bytes.
std::optional<Digest> promised(std::string_view name, bool is_config) {
  std::string_view hex = name;
  if (name.starts_with(k_blob_folder)) {
    hex.remove_prefix(k_blob_folder.size());
  } else if (!is_config) {
    return std::nullopt;  // <hex>.tar is named by its diff_id, or by an id that is no hash at all
  } else if (name.starts_with("sha256:")) {
    hex.remove_prefix(7);
  } else if (name.ends_with(".json")) {
    hex.remove_suffix(5);
  }
  const auto digest = Digest::parse_hex(hex);
  return digest ? std::optional(*digest) : std::nullopt;
}

Result<void> check_promise(const FileTree& tree, const std::string& name, bool is_config,
                           const Digest& digest) {
  const auto expected = promised(name, is_config);
  if (!expected || *expected == digest) return {};
  return fail(Error::unchecked(tree.describe(name),
                               fmt::format("has other content than its name says; expected {}, got {}",
                                           expected->to_string(), digest.to_string())));
}

Result<Digest> hash(const FilePart& part, const std::string& subject) {
  std::vector<std::uint8_t> buffer(1u << 20);
  crypto::Sha256 sha256;
  const auto source = open_part(part);
  std::uint64_t total = 0;
  while (true) {
    TRY(check_interrupt());
    TRY_ASSIGN(const std::size_t count, source->read(buffer));
    if (count == 0) break;
    sha256.update(std::span<const std::uint8_t>(buffer.data(), count));
    total += count;
  }
  if (total == part.size) return sha256.finish();
  return fail(
      Error::unchecked(subject, fmt::format("is cut short; expected {} bytes, got {}", part.size, total)));
}

Result<std::string_view> layer_media_type(const FilePart& part, const std::string& subject) {
  std::array<std::uint8_t, compress::k_magic_bytes> head{};
  const std::size_t have = std::min<std::uint64_t>(part.size, head.size());
  TRY_ASSIGN(const std::size_t seen, part.file->read_at(part.offset, std::span(head).first(have)));
  const compress::Format format = compress::detect(std::span(head).first(seen));
  switch (format) {
    case compress::Format::none:
      return media_type::k_layer;
    case compress::Format::gzip:
      return media_type::k_layer_gzip;
    case compress::Format::zstd:
      return media_type::k_layer_zstd;
    default:
      return fail(Error::unchecked(subject, fmt::format("is compressed with {}; expected gzip, zstd or none",
                                                        compress::to_string(format))));
  }
}

json::Value to_json(const Descriptor& descriptor) {
  return json::Object{{"mediaType", descriptor.media_type},
                      {"digest", descriptor.digest.to_string()},
                      {"size", descriptor.size}};
}

RawDocument write_manifest(const Descriptor& config, const std::vector<Descriptor>& layers) {
  json::Array list;
  for (const Descriptor& layer : layers) list.push_back(to_json(layer));
  std::string bytes = json::write(json::Object{{"schemaVersion", 2},
                                               {"mediaType", media_type::k_manifest},
                                               {"config", to_json(config)},
                                               {"layers", std::move(list)}});
  const Digest digest = crypto::sha256(bytes);
  return {std::move(bytes), std::string(media_type::k_manifest), digest};
}

}  // namespace

Result<std::unique_ptr<ImageSource>> open_docker_archive(std::unique_ptr<FileTree> tree,
                                                         const ImageName& name) {
  constexpr const char* k_list = "manifest.json";
  TRY_ASSIGN(const std::optional<FilePart> list, tree->find(k_list));
  if (!list) {
    return fail(Error::unchecked(tree->path(), "holds no manifest.json; expected a docker-archive")
                    .with_hint("an archive of an OCI layout is named oci-archive:" + tree->path()));
  }
  const std::string where = tree->describe(k_list);
  TRY_ASSIGN(const std::string list_bytes, read_part(*list, limits::k_manifest_bytes, where));
  TRY_ASSIGN(const std::vector<SavedImage> images, parse_saved_images(list_bytes, where));
  TRY_ASSIGN(const SavedImage image, choose_saved_image(images, name.tag, tree->path()));
  if (image.layers.size() > limits::k_layers) {
    return fail(Error::unchecked(
        where, fmt::format("lists {} layers; expected at most {}", image.layers.size(), limits::k_layers)));
  }

  std::map<Digest, FilePart> blobs;
  TRY_ASSIGN(const FilePart config_part, find_member(*tree, image.config));
  TRY_ASSIGN(const std::string config_bytes,
             read_part(config_part, limits::k_config_bytes, tree->describe(image.config)));
  const Descriptor config{
      std::string(media_type::k_config), crypto::sha256(config_bytes), config_part.size, {}, {}, {}};
  TRY(check_promise(*tree, image.config, true, config.digest));
  blobs.emplace(config.digest, config_part);

  std::vector<Descriptor> layers;
  std::map<std::uint64_t, Descriptor> hashed;  // by offset: layers of equal content are one member
  for (const std::string& member : image.layers) {
    const std::string subject = tree->describe(member);
    TRY_ASSIGN(const FilePart part, find_member(*tree, member));
    auto known = hashed.find(part.offset);
    if (known == hashed.end()) {
      TRY_ASSIGN(const Digest digest, hash(part, subject));
      TRY_ASSIGN(const std::string_view type, layer_media_type(part, subject));
      known = hashed.emplace(part.offset, Descriptor{std::string(type), digest, part.size, {}, {}, {}}).first;
      blobs.emplace(digest, part);
    }
    TRY(check_promise(*tree, member, false, known->second.digest));
    layers.push_back(known->second);
  }
  return std::make_unique<DockerArchiveSource>(write_manifest(config, layers), std::move(blobs));
}

}  // namespace pushgate::oci
