// SPDX-License-Identifier: Apache-2.0
#include "oci/stored_blob.hpp"

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::oci {

namespace {

std::string subject_of(const Descriptor& descriptor) {
  return "blob " + descriptor.digest.to_string();
}

Result<void> check_size(const FilePart& part, const Descriptor& descriptor) {
  if (part.size == descriptor.size) return {};
  const char* what = part.size < descriptor.size ? "is cut short" : "is longer than its descriptor says";
  return fail(Error::unchecked(subject_of(descriptor), fmt::format("{}; expected {} bytes, got {}", what,
                                                                   descriptor.size, part.size)));
}

std::size_t document_limit(std::string_view media_type) {
  const bool manifest = is_index(media_type) || media_type == media_type::k_manifest ||
                        media_type == media_type::k_docker_manifest;
  return manifest ? limits::k_manifest_bytes : limits::k_config_bytes;
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_blob(const FilePart& part, const Descriptor& descriptor) {
  TRY(check_size(part, descriptor));
  return open_part(part);
}

Result<RawDocument> read_document(const FilePart& part, const Descriptor& descriptor) {
  TRY(check_size(part, descriptor));
  const std::string subject = subject_of(descriptor);
  TRY_ASSIGN(std::string bytes, read_part(part, document_limit(descriptor.media_type), subject));
  const Digest digest = crypto::sha256(bytes);
  if (digest == descriptor.digest) return RawDocument{std::move(bytes), descriptor.media_type, digest};
  return fail(Error::unchecked(subject, "has other content than its name says; expected " +
                                            descriptor.digest.to_string() + ", got " + digest.to_string()));
}

}  // namespace pushgate::oci
