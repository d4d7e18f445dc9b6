// SPDX-License-Identifier: Apache-2.0
#include "tiny_registry.hpp"

#include <algorithm>
#include <cstring>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::registry {

namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;

ScriptedAnswer head_of(std::size_t size) {
  return {fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", size)};
}

ScriptedAnswer absent(std::string_view code) {
  return answer(404, fmt::format(R"({{"errors":[{{"code":"{}","message":"unknown"}}]}})", code));
}

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : m_text(std::move(text)) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const auto count = std::min(buffer.size(), m_text.size() - m_at);
    std::memcpy(buffer.data(), m_text.data() + m_at, count);
    m_at += count;
    return count;
  }

 private:
  std::string m_text;
  std::size_t m_at = 0;
};

std::string descriptor_text(const oci::Descriptor& descriptor) {
  return fmt::format(R"({{"mediaType":"{}","size":{},"digest":"{}"}})", descriptor.media_type,
                     descriptor.size, descriptor.digest.to_string());
}

oci::Image make_image(const std::vector<std::string>& layers) {
  const std::string config = R"({"os":"linux","architecture":"amd64"})";
  std::string entries;
  for (const auto& layer : layers)
    entries += (entries.empty() ? "" : ",") + descriptor_text(describe(layer, oci::media_type::k_layer));
  const auto bytes = fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}]}})",
                                 oci::media_type::k_manifest,
                                 descriptor_text(describe(config, oci::media_type::k_config)), entries);
  const oci::RawDocument document = {bytes, std::string(oci::media_type::k_manifest), crypto::sha256(bytes)};
  return {"memory",
          document,
          oci::parse_manifest(document).value(),
          {config, std::string(oci::media_type::k_config), crypto::sha256(config)},
          {}};
}

}  // namespace

ScriptedAnswer TinyRegistry::operator()(const ReceivedRequest& request) {
  if (fault)
    if (auto chosen = fault(request)) return *chosen;
  const auto rest = request.target.substr(std::min(request.target.size(), std::string("/v2/app/").size()));
  if (request.method == "POST") {
    partial.clear();
    return answer(202, "", "Location: /v2/app/blobs/uploads/1?_state=x\r\n");
  }
  if (rest.starts_with("blobs/uploads/")) return upload(request, rest);
  if (rest.starts_with("blobs/")) {
    const auto found = blobs.find(rest.substr(6));
    if (found == blobs.end()) return request.method == "HEAD" ? answer(404) : absent("BLOB_UNKNOWN");
    return request.method == "HEAD" ? head_of(found->second.size()) : answer(200, found->second);
  }
  if (rest.starts_with("manifests/")) return manifest(request, rest.substr(10));
  if (rest.starts_with("referrers/")) return referrers(rest.substr(10));
  if (rest == "tags/list") {
    json::Array names;
    for (const auto& [tag, digest] : tags) names.push_back(tag);
    return answer(200, json::write(json::Object{{"name", "app"}, {"tags", std::move(names)}}));
  }
  return answer(404);
}

ScriptedAnswer TinyRegistry::upload(const ReceivedRequest& request, const std::string& rest) {
  if (request.method == "PUT") {
    const auto content = partial + request.body;
    const auto digest = crypto::sha256(content).to_string();
    if (rest.find("&digest=sha256%3A" + digest.substr(7)) == std::string::npos)
      return answer(400, R"({"errors":[{"code":"DIGEST_INVALID","message":"digest is wrong"}]})");
    blobs[digest] = content;
    return answer(201);
  }
  if (request.method == "PATCH") {
    const auto wanted = fmt::format("{}-{}", partial.size(), partial.size() + request.body.size() - 1);
    if (request.header("Content-Range") != wanted)
      return answer(416, R"({"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"out of order"}]})");
    partial += request.body;
  }
  return answer(request.method == "PATCH" ? 202 : 204, "",
                fmt::format("Location: /v2/app/blobs/uploads/1?_state={0}\r\nRange: 0-{1}\r\n",
                            partial.size(), partial.empty() ? 0 : partial.size() - 1));
}

ScriptedAnswer TinyRegistry::manifest(const ReceivedRequest& request, const std::string& reference) {
  if (request.method == "PUT") {
    const auto digest = crypto::sha256(request.body).to_string();
    manifests[digest] = {request.header("Content-Type"), request.body};
    if (reference != digest) tags[reference] = digest;
    const auto document = json::parse(request.body, "manifest");
    const auto* subject = document ? document->find("subject") : nullptr;
    if (subject == nullptr || !referrers_api) return answer(201);
    return answer(201, "", fmt::format("OCI-Subject: {}\r\n", subject->string_at("digest")));
  }
  const auto tag = tags.find(reference);
  const auto found = manifests.find(tag == tags.end() ? reference : tag->second);
  if (found == manifests.end()) return absent("MANIFEST_UNKNOWN");
  return answer(
      200, found->second.second,
      fmt::format("Content-Type: {}\r\nDocker-Content-Digest: {}\r\n", found->second.first, found->first));
}

ScriptedAnswer TinyRegistry::referrers(const std::string& subject) const {
  if (!referrers_api) return answer(404, "404 page not found\n", "Content-Type: text/plain\r\n");
  json::Array entries;
  for (const auto& [digest, stored] : manifests) {
    const auto document = json::parse(stored.second, "manifest");
    const auto* named = document ? document->find("subject") : nullptr;
    if (named != nullptr && named->string_at("digest") == subject)
      entries.push_back(json::Object{{"mediaType", stored.first},
                                     {"size", static_cast<std::uint64_t>(stored.second.size())},
                                     {"digest", digest}});
  }
  return answer(
      200,
      json::write(json::Object{
          {"schemaVersion", 2}, {"mediaType", oci::media_type::k_index}, {"manifests", std::move(entries)}}),
      fmt::format("Content-Type: {}\r\n", oci::media_type::k_index));
}

ClientOptions without_waiting(std::vector<std::chrono::milliseconds>& waits) {
  ClientOptions options;
  options.wait = [&waits](std::chrono::milliseconds time) -> Result<void> {
    waits.push_back(time);
    return {};
  };
  return options;
}

Client client_of(const std::string& address, std::vector<std::chrono::milliseconds>& waits) {
  return {oci::Reference::parse(address + "/app").value(), without_waiting(waits)};
}

Client chunking_client_of(const std::string& address, std::vector<std::chrono::milliseconds>& waits) {
  auto options = without_waiting(waits);
  options.one_piece_bytes = options.chunk_bytes = 100'000;
  return {oci::Reference::parse(address + "/app").value(), options};
}

Served::Served(bool referrers_api)
    : registry(std::make_shared<TinyRegistry>()),
      server([shared = registry](const ReceivedRequest& request) { return (*shared)(request); }),
      client(client_of(server.address(), waits)) {
  registry->referrers_api = referrers_api;
}

oci::Descriptor describe(const std::string& bytes, std::string_view media_type) {
  return {std::string(media_type), crypto::sha256(bytes), bytes.size(), "", {}, std::nullopt};
}

MemoryImage::MemoryImage(const std::vector<std::string>& layers) : image(make_image(layers)) {
  for (const auto& layer : layers) content[crypto::sha256(layer)] = layer;
}

Result<std::unique_ptr<ByteSource>> MemoryImage::blob(const oci::Descriptor& descriptor) {
  ++opened;
  return std::make_unique<TextSource>(content.at(descriptor.digest));
}

}  // namespace pushgate::registry
