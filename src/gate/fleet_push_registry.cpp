// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_push_registry.hpp"

#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/side_by_side.hpp"
#include "gate/staged_image.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t k_questions = 8;  // at the same time

class Preparation {
 public:
  Preparation(const FleetPushRequest& request, const StagedExpectation& expected, tags::RegistryTags& store,
              std::vector<FleetImage>& images)
      : m_request(request), m_expected(expected), m_store(store), m_images(images) {}

  /// What is wrong is noted with its image.
  void ask() {
    m_wanted.resize(m_images.size());
    side_by_side(
        m_images.size(), [this](std::size_t i) { ask_one(m_images[i], m_wanted[i]); }, k_questions);
  }

  std::vector<tags::Move> wanted() const {
    std::vector<tags::Move> all;
    for (std::size_t tag = 0; tag <= m_request.moving.size(); ++tag)
      for (const auto& of_image : m_wanted)
        if (tag < of_image.size()) all.push_back(of_image[tag]);
    return all;
  }

 private:
  void ask_one(FleetImage& image, std::vector<tags::Move>& wanted) {
    if (!image.digest || !image.problems.empty()) return;
    auto client = m_store.client(image.repository);
    if (!client) {
      image.problems.push_back(std::move(client).error());
      return;
    }
    ImageAge age;
    image.problems = check_staged_image(**client, *image.digest, m_expected.trust, m_expected.commit, age);
    if (!image.problems.empty()) return;
    if (auto named = ask_tag(image, m_request.tag)) wanted.push_back(std::move(*named));
    for (const auto& tag : m_request.moving) {
      auto named = ask_tag(image, tag);
      if (!named) continue;
      check_not_back(image, **client, *named, age);
      wanted.push_back(std::move(*named));
    }
  }

  std::optional<tags::Move> ask_tag(FleetImage& image, const std::string& tag) {
    auto named = m_store.named(image.repository, tag);
    if (named) return tags::Move{image.repository, tag, *named, *image.digest};
    image.problems.push_back(std::move(named).error());
    return std::nullopt;
  }

  void check_not_back(FleetImage& image, registry::Client& client, const tags::Move& move,
                      const ImageAge& next) {
    if (!move.before || *move.before == move.after || m_request.allow_back) return;
    const auto now = age_in(client, *move.before);
    if (!now) {
      image.problems.push_back(now.error());
      return;
    }
    const std::string why = why_back(next, *now, m_expected.folder);
    if (why.empty()) return;
    image.problems.push_back(Error::refused(move.name(), fmt::format("would go back: it names {}, {}",
                                                                     move.before->to_string(), why))
                                 .with_hint("leave --moving away, or say --allow-back"));
  }

  static Result<ImageAge> age_in(registry::Client& client, const Digest& digest) {
    TRY_ASSIGN(const auto document, client.manifest(digest.to_string()));
    if (!document)
      return fail(
          Error::unchecked(client.reference().name() + "@" + digest.to_string(), "is not in the registry"));
    TRY_ASSIGN(const auto parts, parts_of(client, *document));
    return age_of(parts.configs);
  }

  const FleetPushRequest& m_request;
  const StagedExpectation& m_expected;
  tags::RegistryTags& m_store;
  std::vector<FleetImage>& m_images;
  std::vector<std::vector<tags::Move>> m_wanted;  // a list an image
};

}  // namespace

std::vector<tags::Move> ask_registries(const FleetPushRequest& request, const StagedExpectation& expected,
                                       tags::RegistryTags& store, std::vector<FleetImage>& images) {
  Preparation preparation(request, expected, store, images);
  preparation.ask();
  return preparation.wanted();
}

}  // namespace pushgate::gate
