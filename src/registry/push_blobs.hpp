// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/image_source.hpp"
#include "registry/client.hpp"
#include "registry/push_progress.hpp"

// Only for the sources of this room.

namespace pushgate::registry {

/// Blobs that may go up at the same time; one over 32 MiB counts for two.
inline constexpr std::size_t k_blobs_at_once = 4;

/// A blob on its way up: one of the image's, or a document that is in memory.
struct PushedBlob {
  oci::Descriptor descriptor;
  std::optional<std::string_view> bytes;  ///< nothing: the source has them, and the progress is told
};

/// Puts blobs where they are not there yet, the largest first, k_blobs_at_once side by side. Of `mount_from`,
/// the first that has a blob of the source is named to the registry as the repository to take it from.
/// After an error, the blobs behind it are given up and those before it are brought to their end: the first
/// error in their order does not depend on who was faster.
Result<void> push_blobs(Client& client, oci::ImageSource& source, const std::vector<PushedBlob>& blobs,
                        const std::vector<Client*>& mount_from, PushProgress& progress);

}  // namespace pushgate::registry
