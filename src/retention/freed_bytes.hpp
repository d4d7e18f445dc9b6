// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "retention/graph.hpp"

namespace pushgate::retention {

/// Counts the bytes that a registry has no more use for once manifests are gone: each blob once, and none
/// that something kept has. Sizes are as manifests tell them.
class FreedBytes {
 public:
  void add(const Graph& graph, const std::vector<bool>& kept);
  std::uint64_t total() const;

 private:
  struct Blob {
    std::uint64_t size = 0;
    bool kept = false;
  };
  std::unordered_map<Digest, Blob> m_blobs;
};

}  // namespace pushgate::retention
