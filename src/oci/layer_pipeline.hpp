// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "base/progress.hpp"
#include "oci/content_watcher.hpp"
#include "oci/descriptor.hpp"
#include "oci/image_source.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// Reads one layer on four threads, of which the caller's is one (layer_pipeline.cpp). `stopped` is asked
/// often, from any of them; once it is true, the layer ends with an error that nobody needs to see. `watcher`
/// may be null.
Result<LayerFacts> run_layer_pipeline(std::unique_ptr<ByteSource> blob, const Descriptor& layer,
                                      const Digest& diff_id, const Selection& selection,
                                      ContentWatcher* watcher, Progress& progress,
                                      const std::function<bool()>& stopped);

}  // namespace pushgate::oci
