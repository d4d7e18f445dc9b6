// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "adapter/compress/decompressor.hpp"

namespace pushgate::compress {

std::unique_ptr<Decompressor> make_zstd(Limits limits);

}  // namespace pushgate::compress
