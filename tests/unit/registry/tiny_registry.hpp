// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "registry/client.hpp"
#include "support/scripted_server.hpp"

namespace pushgate::registry {

/// Just enough of a registry, with one repository `app`, for what tests want to see of a client.
struct TinyRegistry {
  bool referrers_api = true;
  std::map<std::string, std::string> blobs;                              // by digest
  std::map<std::string, std::pair<std::string, std::string>> manifests;  // by digest: media type and bytes
  std::map<std::string, std::string> tags;                               // to digests
  std::string partial;  // what came of the one upload in chunks
  /// Looked at first; what it gives is the answer.
  std::function<std::optional<test_support::ScriptedAnswer>(const test_support::ReceivedRequest&)> fault;

  test_support::ScriptedAnswer operator()(const test_support::ReceivedRequest& request);

 private:
  test_support::ScriptedAnswer upload(const test_support::ReceivedRequest& request, const std::string& rest);
  test_support::ScriptedAnswer manifest(const test_support::ReceivedRequest& request,
                                        const std::string& reference);
  test_support::ScriptedAnswer referrers(const std::string& subject) const;
};

/// A TinyRegistry that is served, and a client of it whose waits are remembered, not waited.
struct Served {
  explicit Served(bool referrers_api = true);

  std::shared_ptr<TinyRegistry> registry;  // its answers are made while the server's lock is held
  test_support::ScriptedServer server;
  std::vector<std::chrono::milliseconds> waits;
  Client client;
};

/// Options with a wait that is only remembered.
ClientOptions without_waiting(std::vector<std::chrono::milliseconds>& waits);

/// A client of repository `app` at that address.
Client client_of(const std::string& address, std::vector<std::chrono::milliseconds>& waits);

oci::Descriptor describe(const std::string& bytes, std::string_view media_type = "application/octet-stream");

/// The same, which knows small blobs from large ones by a third of 300 KB.
Client chunking_client_of(const std::string& address, std::vector<std::chrono::milliseconds>& waits);

/// An image of layers and an empty configuration, and a source that has it.
struct MemoryImage final : oci::ImageSource {
  explicit MemoryImage(const std::vector<std::string>& layers);

  std::map<Digest, std::string> content;
  oci::Image image;
  std::atomic<int> opened = 0;  // blobs so far

  Result<oci::RawDocument> root() override { return image.manifest_document; }
  Result<oci::RawDocument> document(const oci::Descriptor&) override { return image.config_document; }
  Result<std::unique_ptr<ByteSource>> blob(const oci::Descriptor& descriptor) override;
};

}  // namespace pushgate::registry
