// SPDX-License-Identifier: Apache-2.0
#include "gate/registry_subject.hpp"

#include <utility>

#include "base/format.hpp"
#include "oci/image_name.hpp"
#include "oci/reference.hpp"
#include "registry/push_tree.hpp"

namespace pushgate::gate {

oci::Descriptor describe(const oci::RawDocument& document) {
  return {document.media_type, document.digest, document.bytes.size(), "", {}, std::nullopt};
}

Result<oci::RawDocument> resolve_in_registry(registry::Client& client, const std::string& name) {
  const oci::Reference& reference = client.reference();
  const std::string version =
      reference.digest ? reference.digest->to_string() : reference.tag.value_or("latest");
  TRY_ASSIGN(auto document, client.manifest(version));
  if (document) return std::move(*document);
  return fail(
      Error::unchecked(name, fmt::format("is absent: {} has no such image", reference.registry))
          .with_hint(fmt::format("check the name with `crane ls {}`, or push it first", reference.name())));
}

Result<RegistrySubject> find_registry_subject(const std::string& image,
                                              const registry::ClientOptions& options) {
  TRY_ASSIGN(const oci::ImageName name, oci::ImageName::parse(image));
  if (name.transport != oci::ImageName::Transport::registry) {
    return fail(Error::misuse(image,
                              "is not in a registry; expected REGISTRY/REPOSITORY:TAG or @DIGEST: what is "
                              "signed stands beside the image")
                    .with_hint(fmt::format("push it first: pushgate gate {} --key KEY --push REF", image)));
  }
  TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(name.tag));
  registry::Client client(reference, options);
  TRY_ASSIGN(const oci::RawDocument document, resolve_in_registry(client, image));
  return RegistrySubject{std::move(client), options, describe(document)};
}

Result<std::vector<oci::Descriptor>> with_children(const RegistrySubject& subject) {
  if (!oci::is_index(subject.descriptor.media_type)) return std::vector{subject.descriptor};
  oci::Reference reference = subject.client.reference();
  reference.digest = subject.descriptor.digest;
  TRY_ASSIGN(const auto source, registry::open_registry_image(reference, subject.options));
  TRY_ASSIGN(const oci::RawDocument root, source->root());
  TRY_ASSIGN(const registry::PushTree tree, registry::read_tree(*source, root));
  std::vector<oci::Descriptor> all;
  all.reserve(tree.documents.size());
  for (const auto& document : tree.documents) all.push_back(describe(document));
  return all;
}

}  // namespace pushgate::gate
