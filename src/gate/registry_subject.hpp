// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// An image or index in a registry that something is put beside: resolved once, and known by digest from then
/// on, wherever its tag goes.
struct RegistrySubject {
  registry::Client client;
  registry::ClientOptions options;
  oci::Descriptor descriptor;

  std::string name() const { return client.reference().name(); }  ///< `ghcr.io/acme/app`
};

/// A manifest or an index as others name it.
oci::Descriptor describe(const oci::RawDocument& document);

/// What the client's reference names, `latest` where it names neither tag nor digest. Errors: unchecked,
/// where the registry has no such image; `name` is what the user calls it.
Result<oci::RawDocument> resolve_in_registry(registry::Client& client, const std::string& name);

/// Errors: misuse, for a layout or an archive, which hold no signatures; unchecked, where the registry has no
/// such image.
Result<RegistrySubject> find_registry_subject(const std::string& image,
                                              const registry::ClientOptions& options);

/// An index and all that it names, indexes in it included, children before parents, each once; of an image,
/// itself. Limits: registry::read_tree's.
Result<std::vector<oci::Descriptor>> with_children(const RegistrySubject& subject);

}  // namespace pushgate::gate
