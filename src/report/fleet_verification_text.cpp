// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "report/fleet_verification.hpp"
#include "report/foreign_text.hpp"
#include "report/table.hpp"

namespace pushgate::report {

namespace {

using model::ImageState;
using model::VerifiedImage;

constexpr std::size_t k_digest = 12;  // digits shown

/// Painted as a severity, so that the table can.
model::Severity severity_of(ImageState state) {
  if (model::is_wrong(state)) return model::Severity::critical;
  return state == ImageState::verified ? model::Severity::unknown : model::Severity::medium;
}

Row row_of(const VerifiedImage& image) {
  const auto reasons = reasons_of(image);
  std::string why = reasons.empty() ? "" : reasons.front();
  if (reasons.size() > 1) why += fmt::format(" (and {} more)", reasons.size() - 1);
  const std::string built_on =
      image.built_on.empty() ? "" : fmt::format("{} {}", image.built_on, image.built_on_tag);
  return {severity_of(image.state),
          {std::string(to_string(image.state)), foreign(image.shown()), foreign(image.tag),
           image.digest ? image.digest->hex().substr(0, k_digest) : "", foreign(built_on), foreign(why)},
          ""};
}

class VerificationText {
 public:
  VerificationText(std::size_t width, const Paint& paint) : m_width(width), m_paint(paint) {}

  std::string write(const model::FleetVerification& verification) {
    m_out = "pushgate verify: " + foreign(verification.fleet_file) + ", " + format_rfc3339(verification.at) +
            "\n";
    m_out += "  " + headline_of(verification) + "\n\n";
    std::vector<Column> columns = {
        {"STATE", 13, Column::Cut::never},     {"IMAGE", 12, Column::Cut::middle},
        {"TAG", 12, Column::Cut::end},         {"DIGEST", k_digest, Column::Cut::never},
        {"BUILT ON", 12, Column::Cut::middle}, {"WHY", 10, Column::Cut::end}};
    std::vector<Row> rows;
    for (const auto& image : verification.images) rows.push_back(row_of(image));
    m_out += write_table(std::move(columns), std::move(rows), m_width, m_paint);
    for (const auto& image : verification.images)
      if (image.state != ImageState::verified) write_image(image);
    return std::move(m_out);
  }

 private:
  void line(const std::string& text) {
    constexpr std::size_t k_indent = 2;
    std::size_t indent = k_indent;
    for (const auto& part : wrap(foreign(text), m_width - 2 * k_indent)) {
      m_out += std::string(indent, ' ') + part + "\n";
      indent = 2 * k_indent;
    }
  }

  void write_image(const VerifiedImage& image) {
    m_out += "\n" + m_paint.severity(severity_of(image.state), to_string(image.state)) + "  " +
             foreign(image.shown()) + "  " + foreign(image.reference()) +
             (image.digest ? "@" + image.digest->to_string() : "") + "\n";
    for (const auto& reason : reasons_of(image)) line(reason);
    for (const auto& document : image.documents) {
      if (document.outcome != "good") line("passed over: " + document.name + ": " + document.reason);
    }
    if (const auto next = next_step_of(image); !next.empty()) line("next: " + next);
  }

  std::size_t m_width;
  const Paint& m_paint;
  std::string m_out;
};

}  // namespace

std::string write_fleet_verification_text(const model::FleetVerification& verification, bool colour,
                                          int width) {
  const Paint paint(colour);
  constexpr int k_least = 40;
  return VerificationText(static_cast<std::size_t>(std::max(width, k_least)), paint).write(verification);
}

}  // namespace pushgate::report
