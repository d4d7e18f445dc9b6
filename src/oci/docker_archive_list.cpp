// SPDX-License-Identifier: Apache-2.0
//
// manifest.json of a docker-archive, as `docker save` writes it:
//
//   [{"Config": "<hex>.json", "RepoTags": ["app:v1"] or null, "Layers": ["<hex>.tar", …]}, …]
#include "oci/docker_archive_list.hpp"

#include <algorithm>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "oci/members.hpp"
#include "oci/reference.hpp"

namespace pushgate::oci {

namespace {

constexpr std::size_t k_listed_images = 20;

std::string listed(const std::vector<SavedImage>& images) {
  std::string out;
  std::size_t count = 0;
  for (const SavedImage& image : images) {
    for (const std::string& tag : image.repo_tags) {
      if (++count > k_listed_images) continue;
      if (!out.empty()) out += ", ";
      out += tag;
    }
  }
  if (out.empty()) return "none, since no image has a name";
  return count > k_listed_images ? out + fmt::format(" and {} more", count - k_listed_images) : out;
}

bool is_named(const SavedImage& image, std::string_view text) {
  const auto wanted = Reference::parse(text);
  return std::any_of(image.repo_tags.begin(), image.repo_tags.end(), [&](const std::string& tag) {
    if (tag == text) return true;
    const auto own = Reference::parse(tag);
    return wanted && own && wanted->name() == own->name() &&
           wanted->tag.value_or("latest") == own->tag.value_or("latest");
  });
}

}  // namespace

Result<std::vector<SavedImage>> parse_saved_images(std::string_view bytes, const std::string& where) {
  const json::ParseLimits bounds{limits::k_manifest_bytes, limits::k_json_depth};
  TRY_ASSIGN(const json::Value root, json::parse(bytes, where, bounds));
  const json::Array* items = root.as_array();
  if (items == nullptr) return fail(Error::unchecked(where, "is no JSON array; expected one, of images"));
  std::vector<SavedImage> images;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const json::Value& item = (*items)[i];
    const std::string here = fmt::format("{} [{}]", where, i);
    TRY(check_members(item, {"Config", "RepoTags", "Layers"}, here));
    SavedImage image;
    TRY_ASSIGN(image.config, json::require_string(item, "Config", here));
    TRY_ASSIGN(image.repo_tags, optional_strings(item, "RepoTags", here));
    TRY_ASSIGN(image.layers, optional_strings(item, "Layers", here));
    images.push_back(std::move(image));
  }
  return images;
}

Result<SavedImage> choose_saved_image(const std::vector<SavedImage>& images, std::string_view reference,
                                      const std::string& subject) {
  if (images.empty()) return fail(Error::unchecked(subject, "holds no image; expected at least one"));
  if (reference.empty()) {
    if (images.size() == 1) return images[0];
    return fail(Error::misuse(subject, fmt::format("holds {} images; expected a reference after the path: {}",
                                                   images.size(), listed(images))));
  }
  std::vector<SavedImage> chosen;
  std::copy_if(images.begin(), images.end(), std::back_inserter(chosen),
               [&](const SavedImage& image) { return is_named(image, reference); });
  if (chosen.size() == 1) return chosen[0];
  if (chosen.empty()) {
    return fail(Error::unchecked(subject,
                                 fmt::format("holds no image '{}'; expected {}", reference, listed(images))));
  }
  return fail(Error::unchecked(
      subject, fmt::format("holds {} images that are called '{}'; expected one", chosen.size(), reference)));
}

}  // namespace pushgate::oci
