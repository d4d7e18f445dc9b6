// SPDX-License-Identifier: Apache-2.0
#include "oci/layout_choice.hpp"

#include <algorithm>
#include <functional>

#include "base/format.hpp"
#include "oci/reference.hpp"

namespace pushgate::oci {

namespace {

constexpr const char* k_ref_name = "org.opencontainers.image.ref.name";
constexpr const char* k_containerd_name = "io.containerd.image.name";
constexpr std::size_t k_listed_images = 20;

std::string_view annotation(const Descriptor& descriptor, const char* key) {
  const auto found = descriptor.annotations.find(key);
  return found == descriptor.annotations.end() ? std::string_view() : std::string_view(found->second);
}

std::string listed(const std::vector<Descriptor>& images) {
  std::string out;
  for (std::size_t i = 0; i < images.size() && i < k_listed_images; ++i) {
    const std::string_view name = annotation(images[i], k_ref_name);
    if (i > 0) out += ", ";
    out += name.empty() ? images[i].digest.to_string() : std::string(name);
  }
  if (images.size() > k_listed_images) out += fmt::format(" and {} more", images.size() - k_listed_images);
  return out;
}

bool has_name(const Descriptor& image, std::string_view tag) {
  return annotation(image, k_ref_name) == tag || annotation(image, k_containerd_name) == tag;
}

bool has_reference(const Descriptor& image, std::string_view tag) {
  const auto wanted = Reference::parse(tag);
  for (const char* key : {k_ref_name, k_containerd_name}) {
    const auto own = Reference::parse(annotation(image, key));
    if (!own || !own->tag) continue;
    if (*own->tag == tag || (wanted && wanted->name() == own->name() && wanted->tag == own->tag)) return true;
  }
  return false;
}

std::vector<Descriptor> matching(const std::vector<Descriptor>& images,
                                 const std::function<bool(const Descriptor&)>& matches) {
  std::vector<Descriptor> found;
  for (const Descriptor& image : images) {
    const auto is_same = [&](const Descriptor& other) { return other.digest == image.digest; };
    if (matches(image) && std::none_of(found.begin(), found.end(), is_same)) found.push_back(image);
  }
  return found;
}

}  // namespace

bool is_image_config(std::string_view media_type) {
  return media_type == media_type::k_config || media_type == media_type::k_docker_config;
}

bool is_beside_images(const Descriptor& descriptor) {
  const bool manifest = is_index(descriptor.media_type) || descriptor.media_type == media_type::k_manifest ||
                        descriptor.media_type == media_type::k_docker_manifest;
  // go-containerregistry gives an image the type of its configuration as artifactType.
  const bool artifact = !descriptor.artifact_type.empty() && !is_image_config(descriptor.artifact_type);
  const std::string_view saved_by_cosign = annotation(descriptor, "kind");
  return !manifest || artifact || descriptor.annotations.contains("vnd.docker.reference.type") ||
         saved_by_cosign == "dev.cosignproject.cosign/sigs" ||
         saved_by_cosign == "dev.cosignproject.cosign/atts";
}

Result<Descriptor> choose_image(const Index& index, std::string_view tag, const std::string& subject) {
  const auto images = matching(index.manifests, [](const Descriptor& d) { return !is_beside_images(d); });
  if (images.empty()) return fail(Error::unchecked(subject, "holds no image; expected at least one"));
  if (tag.empty()) {
    if (images.size() == 1) return images[0];
    return fail(
        Error::misuse(subject, fmt::format("holds {} images; expected a tag after the path, one of {}",
                                           images.size(), listed(images))));
  }
  auto chosen = matching(images, [&](const Descriptor& image) { return has_name(image, tag); });
  if (chosen.empty()) {
    chosen = matching(images, [&](const Descriptor& image) { return has_reference(image, tag); });
  }
  if (chosen.empty()) {
    chosen = matching(images, [&](const Descriptor& image) { return image.digest.to_string() == tag; });
  }
  if (chosen.size() == 1) return chosen[0];
  if (chosen.empty()) {
    return fail(Error::unchecked(
        subject, fmt::format("holds no image '{}'; expected one of {}", tag, listed(images))));
  }
  return fail(Error::misuse(
      subject, fmt::format("holds {} images that are called '{}'; expected a digest, {} or {}", chosen.size(),
                           tag, chosen[0].digest.to_string(), chosen[1].digest.to_string())));
}

}  // namespace pushgate::oci
