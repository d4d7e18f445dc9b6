// SPDX-License-Identifier: Apache-2.0
//
// An OCI image layout (image-spec v1.1, image-layout.md) is a folder, or a tar of one:
//
//   oci-layout                 {"imageLayoutVersion": "1.0.0"}
//   index.json                 an image index; its descriptors carry the images' names as annotations
//   blobs/sha256/<64 hex>      manifests, configurations and layers
#include "oci/layout_source.hpp"

#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "oci/layout_choice.hpp"
#include "oci/members.hpp"
#include "oci/stored_blob.hpp"

namespace pushgate::oci {

namespace {

constexpr std::size_t k_layout_file_bytes = 4096;

Result<FilePart> find_blob(const FileTree& tree, const Descriptor& descriptor) {
  const std::string name = "blobs/sha256/" + descriptor.digest.hex();
  TRY_ASSIGN(std::optional<FilePart> part, tree.find(name));
  if (part) return std::move(*part);
  return fail(Error::unchecked("blob " + descriptor.digest.to_string(),
                               "is missing; expected it as " + tree.describe(name)));
}

class LayoutSource final : public ImageSource {
 public:
  LayoutSource(std::unique_ptr<FileTree> tree, RawDocument root)
      : m_tree(std::move(tree)), m_root(std::move(root)) {}

  Result<RawDocument> root() override { return m_root; }

  Result<RawDocument> document(const Descriptor& descriptor) override {
    TRY_ASSIGN(const FilePart part, find_blob(*m_tree, descriptor));
    return read_document(part, descriptor);
  }

  Result<std::unique_ptr<ByteSource>> blob(const Descriptor& descriptor) override {
    TRY_ASSIGN(const FilePart part, find_blob(*m_tree, descriptor));
    return open_blob(part, descriptor);
  }

 private:
  std::unique_ptr<FileTree> m_tree;
  RawDocument m_root;
};

Result<std::string> read_member(const FileTree& tree, const char* name, std::size_t limit) {
  TRY_ASSIGN(const std::optional<FilePart> part, tree.find(name));
  if (part) return read_part(*part, limit, tree.describe(name));
  Error error = Error::unchecked(tree.path(), fmt::format("holds no {}; expected an OCI image layout", name));
  TRY_ASSIGN(const auto saved, tree.find("manifest.json"));
  if (saved) error.hint = "what docker save wrote is named docker-archive:" + tree.path();
  return fail(std::move(error));
}

Result<void> check_version(const FileTree& tree) {
  constexpr const char* k_name = "oci-layout";
  const std::string where = tree.describe(k_name);
  TRY_ASSIGN(const std::string bytes, read_member(tree, k_name, k_layout_file_bytes));
  TRY_ASSIGN(const json::Value root, json::parse(bytes, where));
  TRY(check_members(root, {"imageLayoutVersion"}, where));
  TRY_ASSIGN(const std::string version, json::require_string(root, "imageLayoutVersion", where));
  if (version == "1.0.0") return {};
  return fail(Error::unchecked(
      where, fmt::format("member \"imageLayoutVersion\" is '{}'; expected '1.0.0'", version)));
}

}  // namespace

Result<std::unique_ptr<ImageSource>> open_layout(std::unique_ptr<FileTree> tree, const ImageName& name) {
  TRY(check_version(*tree));
  TRY_ASSIGN(std::string bytes, read_member(*tree, "index.json", limits::k_manifest_bytes));
  const Digest digest = crypto::sha256(bytes);
  const auto while_reading = [&](Error error) {
    return fail(std::move(error).during("reading " + tree->describe("index.json")));
  };
  const auto index = parse_index(RawDocument{std::move(bytes), std::string(media_type::k_index), digest});
  if (!index) return while_reading(index.error());
  TRY_ASSIGN(const Descriptor chosen, choose_image(*index, name.tag, tree->path()));
  TRY_ASSIGN(const FilePart part, find_blob(*tree, chosen));
  TRY_ASSIGN(RawDocument root, read_document(part, chosen));
  return std::make_unique<LayoutSource>(std::move(tree), std::move(root));
}

}  // namespace pushgate::oci
