// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "model/inventory_diff.hpp"
#include "report/report.hpp"

namespace pushgate::report {

/// A layer of the image, and what it brought.
struct PageLayer {
  Digest diff_id;
  std::string created_by;               ///< may be empty
  std::optional<bool> of_base;          ///< nothing where nobody said which image this one is built on
  std::optional<std::uint64_t> size;    ///< bytes of the blob; nothing where the evidence does not say
  std::vector<std::string> packages{};  ///< `urllib3 2.5.0`, in the order of the inventory
};

/// What a decision was made from, besides the image: a lock, the policy, the scanner.
struct PageSource {
  std::string kind;
  std::string name;
  std::string digest;  ///< empty: it has none
  std::string more;    ///< what else is known of it; may be empty
};

/// What is not as it was in an earlier image.
struct PageDifferences {
  model::Subject subject;  ///< of the earlier image
  model::Verdict verdict = model::Verdict::unknown;
  model::InventoryDiff packages;
  std::vector<model::Finding> appeared;  ///< heaviest first
  std::vector<model::Finding> gone;
};

/// All that report.html tells. Everything in it may be foreign.
struct ImagePage {
  const ReportInput& report;
  std::vector<PageLayer> layers;  ///< lowest first
  std::vector<PageSource> sources;
  std::optional<Time> decided_at;  ///< nothing where the evidence does not say
  std::string pushgate;            ///< the version that decided; may be empty
  std::optional<PageDifferences> differences;
};

/// The report as one HTML document: no clock, nothing random, no script or style from elsewhere, and a
/// Content-Security-Policy that lets in nothing but its own. Without scripts all of it can be read; with them
/// tables can be sorted and filtered, and commands copied.
/// Limits: each part keeps to a size of its own (all of them under 10 MB), cuts by whole rows, the heaviest
/// last, and says how many are left out and where they are.
std::string write_image_page(const ImagePage& page);

}  // namespace pushgate::report
