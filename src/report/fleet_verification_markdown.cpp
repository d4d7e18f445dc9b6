// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "report/fleet_verification.hpp"
#include "report/markdown_text.hpp"

namespace pushgate::report {

namespace {

using model::ImageState;

constexpr std::size_t k_limit = 1u << 20;  // of a summary
constexpr std::size_t k_line = 2000;       // characters of a text

std::string text(std::string_view foreign) {
  return markdown(foreign, k_line);
}

const char* mark(ImageState state) {
  if (state == ImageState::verified) return "✅";
  return model::is_wrong(state) ? "❌" : "❔";
}

std::string row_of(const model::VerifiedImage& image) {
  const std::string built_on =
      image.built_on.empty() ? "" : fmt::format("{} {}", image.built_on, image.built_on_tag);
  return fmt::format("| {} {} | {} | {} | {} | {} |\n", mark(image.state), to_string(image.state),
                     text(image.shown()), text(image.reference()),
                     image.digest ? text(image.digest->to_string()) : "", text(built_on));
}

std::string details_of(const model::VerifiedImage& image) {
  if (image.state == ImageState::verified) return "";
  std::string out =
      fmt::format("\n- {} **{}**, {}\n", mark(image.state), text(image.shown()), to_string(image.state));
  for (const auto& reason : reasons_of(image)) out += "  - " + text(reason) + "\n";
  if (const auto next = next_step_of(image); !next.empty()) out += "  - next: " + text(next) + "\n";
  return out;
}

}  // namespace

std::string write_fleet_verification_markdown(const model::FleetVerification& verification) {
  std::string out = fmt::format(
      "# pushgate verify\n\nFleet {}, {}\n\n**{}**\n\n| State | Image | Reference | Digest | Built on |\n"
      "| --- | --- | --- | --- | --- |\n",
      text(verification.fleet_file), format_rfc3339(verification.at), headline_of(verification));
  for (const auto& image : verification.images) out += row_of(image);
  std::size_t left = verification.images.size();
  for (const auto& image : verification.images) {
    const std::string details = details_of(image);
    if (out.size() + details.size() > k_limit - k_line)
      return out + fmt::format("\n{} more not told: a summary holds 1 MiB.\n", left);
    out += details;
    --left;
  }
  return out;
}

}  // namespace pushgate::report
