// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "oci/content_watcher.hpp"
#include "oci/image_source.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// Reads one layer once: blob digest, diff_id and tar entries together, inflate, hashing and parsing on
/// threads of their own, memory bounded. Compression is told by magic bytes (gzip with several members, zstd,
/// none), never by media type. The verdict comes after the last byte: blob digest and size against the
/// descriptor, diff_id against the configuration, a tar that ends as tars end (bytes after the end marker
/// that are not zero are refused), limits kept. Errors: unchecked: `layer sha256:…: …`. Untrusted: every
/// byte.
Result<LayerFacts> read_layer(ImageSource& source, const Descriptor& layer, const Digest& diff_id,
                              const Selection& selection, Progress& progress);

/// All layers of an image, side by side, in the image's order. The first error in layer order is given.
/// `progress` gets the compressed bytes, `watcher`, which may be null, sees all that they hold.
Result<std::vector<LayerFacts>> read_layers(ImageSource& source, const Image& image,
                                            const Selection& selection, Progress& progress,
                                            ContentWatcher* watcher = nullptr);

/// A second look, for files that turned out to be wanted because a link leads to them: reads again the layers
/// that have one of these files without its content, and completes `layers`, as read_layers() gave them. Of
/// two wishes for one path the first counts. `prober` is for those with Want::probe. Paths that no layer has
/// are no error.
Result<void> read_contents(ImageSource& source, const Image& image, std::span<const WantedFile> files,
                           const FileProber* prober, std::vector<LayerFacts>& layers, Progress& progress);

}  // namespace pushgate::oci
