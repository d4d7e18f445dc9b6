// SPDX-License-Identifier: Apache-2.0
#include <mutex>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

namespace {

/// An image in a registry. What its tag names is asked once; from then on it is known by digest.
class RegistryImage final : public oci::ImageSource {
 public:
  RegistryImage(const oci::Reference& reference, const ClientOptions& options)
      : m_reference(reference), m_client(reference, options) {}

  Result<oci::RawDocument> root() override {
    const std::lock_guard lock(m_mutex);
    if (!m_root) {
      const auto wanted =
          m_reference.digest ? m_reference.digest->to_string() : m_reference.tag.value_or("latest");
      TRY_ASSIGN(auto found, m_client.manifest(wanted));
      if (!found)
        return fail(Error::unchecked(m_reference.to_string(),
                                     fmt::format("is not in the registry; there is no manifest {}", wanted)));
      m_root = std::move(*found);
    }
    return *m_root;
  }

  Result<oci::RawDocument> document(const oci::Descriptor& descriptor) override {
    const auto& type = descriptor.media_type;
    if (!oci::is_index(type) && type != oci::media_type::k_manifest &&
        type != oci::media_type::k_docker_manifest) {
      TRY_ASSIGN(auto bytes, m_client.small_blob(descriptor, limits::k_config_bytes));
      return oci::RawDocument{std::move(bytes), type, descriptor.digest};
    }
    const auto name = fmt::format("{}@{}", m_reference.name(), descriptor.digest.to_string());
    TRY_ASSIGN(auto found, m_client.manifest(descriptor.digest.to_string()));
    if (!found)
      return fail(Error::unchecked(name, "manifest is not in the registry, though its index names it"));
    if (found->bytes.size() != descriptor.size)
      return fail(
          Error::unchecked(name, fmt::format("manifest has {} bytes; expected {}, as its descriptor says",
                                             found->bytes.size(), descriptor.size)));
    if (found->media_type != type)
      return fail(
          Error::unchecked(name, fmt::format("manifest is of type '{}'; expected {}, as its descriptor says",
                                             found->media_type, type)));
    return std::move(*found);
  }

  Result<std::unique_ptr<ByteSource>> blob(const oci::Descriptor& descriptor) override {
    return m_client.blob(descriptor);
  }

 private:
  oci::Reference m_reference;
  Client m_client;
  std::mutex m_mutex;
  std::optional<oci::RawDocument> m_root;
};

}  // namespace

Result<std::unique_ptr<oci::ImageSource>> open_registry_image(const oci::Reference& reference,
                                                              const ClientOptions& options) {
  return std::make_unique<RegistryImage>(reference, options);
}

}  // namespace pushgate::registry
