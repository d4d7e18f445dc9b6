// SPDX-License-Identifier: Apache-2.0
#include "gate/verified_image.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>
#include <set>
#include <string_view>
#include <utility>

#include "attest/statement.hpp"
#include "base/format.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::gate {

namespace {

using model::Answer;
using model::CheckAnswer;
using model::ImageCheck;
using model::ImageState;
using model::VerifiedImage;

CheckAnswer yes(std::string detail = "") {
  CheckAnswer answer{Answer::yes, {}};
  if (!detail.empty()) answer.details.push_back(std::move(detail));
  return answer;
}

CheckAnswer no(std::string detail) {
  return {Answer::no, {std::move(detail)}};
}

CheckAnswer unknown(std::string detail) {
  return {Answer::unknown, {std::move(detail)}};
}

CheckAnswer not_applicable(std::string detail) {
  return {Answer::not_applicable, {std::move(detail)}};
}

/// The day of a tag of the form.
Date day_of(const std::string& tag) {
  return parse_date(fmt::format("{}-{}-{}", tag.substr(0, 4), tag.substr(4, 2), tag.substr(6, 2)))
      .value_or(Date{});
}

CheckAnswer check_tag_form(const std::string& tag, const Expectations& expectations) {
  if (!expectations.has_tag_form) return not_applicable("the fleet file has no form of tags");
  const auto commit = scanners::revision_of_tag(tag);
  if (!commit) return no(fmt::format("tag {} {}", tag, commit.error().what));
  // Somewhere it is a day later than here.
  const Date last = std::chrono::floor<std::chrono::days>(expectations.now) + std::chrono::days(1);
  if (day_of(tag) > last) return no(fmt::format("tag {} names a day that is yet to come", tag));
  return yes();
}

CheckAnswer check_whole(const std::vector<PartProblem>& problems) {
  if (problems.empty()) return yes();
  const bool broken = std::any_of(problems.begin(), problems.end(), [](const auto& problem) {
    return problem.state == ImageState::broken_child;
  });
  CheckAnswer answer{broken ? Answer::no : Answer::unknown, {}};
  constexpr std::size_t k_told = 10;
  for (const auto& problem : problems) {
    if (answer.details.size() == k_told) {
      answer.details.push_back(fmt::format("{} more", problems.size() - k_told));
      break;
    }
    answer.details.push_back(problem.text);
  }
  return answer;
}

/// What the evidence folder says of an image: nothing where no folders were named.
struct FolderWord {
  bool same = false;  ///< its receipt is about this digest
  std::string told;
  bool other = false;  ///< its receipt is about another
};

FolderWord folder_word(const VerifiedImage& image, const Expectations& expectations) {
  FolderWord word;
  for (const auto& [name, folder] : *expectations.evidence) {
    if (folder.digest == image.digest && folder.verdict.answer == Answer::yes)
      return {true, folder.verdict.detail + " in " + folder.folder, false};
  }
  const auto [begin, end] = expectations.evidence->equal_range(image.name);
  for (auto one = begin; one != end; ++one) {
    const auto& folder = one->second;
    if (folder.digest == image.digest) return {false, folder.folder + ": " + folder.verdict.detail, true};
    if (folder.digest)
      word = {false,
              fmt::format("{} is about {}, which is not what is pushed", folder.folder,
                          folder.digest->to_string()),
              true};
    if (word.told.empty()) word.told = folder.folder + ": " + folder.verdict.detail;
  }
  if (word.told.empty()) word.told = "no evidence folder is about it";
  return word;
}

std::string why_no_receipt(const attest::ImageVerification& found) {
  // One about this very image says more than one about another.
  for (const auto& document : found.documents) {
    if (document.outcome == attest::CheckedDocument::Outcome::not_passed) return found.receipt_reason;
  }
  for (const auto& document : found.documents) {
    if (document.outcome == attest::CheckedDocument::Outcome::foreign_subject &&
        document.predicate_type == attest::predicate_type::k_vsa)
      return "the receipt beside it " + document.reason;
  }
  return found.receipt_reason;
}

/// Why there is no good document of these types.
std::string why_none(const attest::ImageVerification& found, std::initializer_list<std::string_view> types) {
  if (found.documents.empty()) return "unsigned: nothing that is signed stands beside it";
  for (const auto& document : found.documents) {
    if (document.signer.empty() || std::ranges::find(types, document.predicate_type) == types.end()) continue;
    return "what stands beside it " + document.reason;
  }
  return "none by these keys";
}

/// What was not found among documents of which some could not be read may be there all the same.
CheckAnswer not_found(const std::vector<PartProblem>& problems, std::string why) {
  const bool blind = std::any_of(problems.begin(), problems.end(), [](const auto& problem) {
    return problem.state != ImageState::broken_child;
  });
  return blind ? unknown("not all that is beside the image could be read") : no(std::move(why));
}

CheckAnswer check_receipt(const VerifiedImage& image, const ReadImage& read,
                          const Expectations& expectations) {
  const auto& found = read.verification;
  const bool beside = found.receipt;
  CheckAnswer alone =
      beside ? yes("by " + found.receipt_by) : not_found(read.graph.problems, why_no_receipt(found));
  if (!expectations.evidence) return alone;
  const FolderWord word = folder_word(image, expectations);
  if (word.same) return yes(beside ? "by " + found.receipt_by + ", and " + word.told : word.told);
  if (word.other) return no(word.told);
  return beside ? unknown(word.told) : alone;
}

/// The predicate types that are wanted beside the three.
CheckAnswer check_attestations(const ReadImage& read, const Requirements& require) {
  const auto wanted = [&](const std::string& word) { return !is_one_of_the_three(word); };
  if (std::ranges::none_of(require, wanted)) return not_applicable("not required");
  std::vector<std::string> absent = missing_of(read.verification, require);
  std::erase_if(absent, is_one_of_the_three);
  if (absent.empty()) return yes();
  return not_found(read.graph.problems,
                   fmt::format("none of type {} by these keys", fmt::join(absent, ", ")));
}

CheckAnswer check_revision(const VerifiedImage& image, const std::vector<PlatformImage>& images) {
  const auto commit = scanners::revision_of_tag(image.tag);
  if (!commit) return not_applicable("the tag names no commit");
  if (images.empty()) return unknown("no configuration was seen");
  std::set<std::string> wrong;
  for (const auto& one : images) {
    auto why = why_another_revision(one.labels, image.tag, *commit);
    if (!why.empty()) wrong.insert(std::move(why));
  }
  if (wrong.empty()) return yes();
  return {Answer::no, {wrong.begin(), wrong.end()}};
}

std::string told(const BuiltOn& built_on) {
  return fmt::format("{} {}", built_on.family, built_on.tag);
}

CheckAnswer check_family(const FamilyAnswer& family) {
  if (family.planned.empty()) return not_applicable("the plan names no family");
  if (family.built_on.empty()) return unknown("no configuration was seen");
  std::set<std::string> wrong;
  bool any_unknown = false;
  for (const auto& one : family.built_on) {
    if (one && one->family == family.planned) continue;
    any_unknown = any_unknown || !family.unknown.empty();
    wrong.insert(
        one ? fmt::format("built on family {}; the plan says {}", told(*one), family.planned)
            : fmt::format("not built on any family of the fleet file; the plan says {}", family.planned));
  }
  if (wrong.empty()) return yes();
  if (any_unknown)
    return unknown(fmt::format("not known to be built on {}: {}", family.planned, family.unknown));
  return {Answer::no, {wrong.begin(), wrong.end()}};
}

ImageState state_of(const VerifiedImage& image, const std::vector<PartProblem>& problems) {
  const auto has_problem = [&](ImageState state) {
    return std::any_of(problems.begin(), problems.end(),
                       [&](const auto& problem) { return problem.state == state; });
  };
  const auto has_answer = [&](Answer answer) {
    return std::any_of(image.checks.begin(), image.checks.end(),
                       [&](const auto& check) { return check.answer == answer; });
  };
  if (has_problem(ImageState::broken_child)) return ImageState::broken_child;
  if (has_answer(Answer::no)) return ImageState::refused;
  if (has_problem(ImageState::forbidden)) return ImageState::forbidden;
  return has_answer(Answer::unknown) ? ImageState::could_not_ask : ImageState::verified;
}

/// An image that nobody saw.
void decide_unseen(VerifiedImage& image, const FoundImage& found) {
  for (auto& check : image.checks) check = unknown("no image was seen");
  image.at(ImageCheck::tag) = unknown(found.why);
  switch (found.state) {
    case FoundImage::State::absent:
      image.state = ImageState::absent;
      image.at(ImageCheck::tag).answer = Answer::no;
      return;
    case FoundImage::State::forbidden:
      image.state = ImageState::forbidden;
      return;
    default:
      image.state = ImageState::could_not_ask;
  }
}

}  // namespace

void decide_image(VerifiedImage& image, const ReadImage& read, const FamilyAnswer& family,
                  const Expectations& expectations) {
  image.tag = read.found.tag;
  if (!read.found.manifest) return decide_unseen(image, read.found);
  image.digest = read.found.manifest->digest;
  const auto& found = read.verification;
  for (const auto& document : found.documents) {
    image.documents.push_back({document.name, std::string(to_string(document.outcome)), document.signer,
                               document.predicate_type, document.reason});
  }
  if (!family.built_on.empty() && family.built_on.front()) {
    image.built_on = family.built_on.front()->family;
    image.built_on_tag = family.built_on.front()->tag;
  }
  image.at(ImageCheck::tag) = check_tag_form(image.tag, expectations);
  image.at(ImageCheck::whole) = check_whole(read.graph.problems);
  image.at(ImageCheck::signature) =
      found.signature
          ? yes("by " + found.signature_by)
          : not_found(read.graph.problems,
                      why_none(found, {attest::k_legacy_signature, attest::predicate_type::k_cosign_sign}));
  image.at(ImageCheck::sbom) =
      found.sbom ? yes("by " + found.sbom_by)
                 : not_found(read.graph.problems, why_none(found, {attest::predicate_type::k_cyclonedx}));
  image.at(ImageCheck::receipt) = check_receipt(image, read, expectations);
  for (const auto& [check, word] :
       {std::pair{ImageCheck::signature, "signature"}, std::pair{ImageCheck::sbom, "sbom"},
        std::pair{ImageCheck::receipt, "receipt"}}) {
    if (!expectations.require.contains(std::string_view(word)))
      image.at(check) = not_applicable("not required");
  }
  image.at(ImageCheck::attestations) = check_attestations(read, expectations.require);
  image.at(ImageCheck::revision) = check_revision(image, read.graph.images);
  image.at(ImageCheck::family) = check_family(family);
  image.state = state_of(image, read.graph.problems);
}

}  // namespace pushgate::gate
