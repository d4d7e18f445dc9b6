// SPDX-License-Identifier: Apache-2.0
#include "report/package_chain.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::report {

namespace {

using model::DistributionProof;
using model::ProofStrength;

constexpr std::size_t k_label = 10;  // `  layers  `

std::string proof_of(const DistributionProof& one) {
  if (one.of_system) return "none here: a package of the operating system ships it";
  switch (one.strength) {
    case ProofStrength::wheel:
      return "its RECORD is that of the locked wheel";
    case ProofStrength::record:
      return "its own RECORD alone";
    case ProofStrength::none:
      break;
  }
  return one.wheel ? "none: its RECORD is not that of the locked wheel" : "none: it has no RECORD";
}

std::string files_of(const DistributionProof& one) {
  const auto& files = one.files;
  if (one.of_system || one.record.empty()) return "not compared";
  std::string text = fmt::format("{} proven, {} changed, {} missing, {} added", files.proven, files.changed,
                                 files.missing, files.added);
  if (files.unhashed > 0) text += fmt::format("; {} listed without a hash", files.unhashed);
  return text;
}

class Chain {
 public:
  explicit Chain(std::size_t width) : m_width(width) {}

  std::string text(const DistributionProof& one) && {
    for (const auto& line :
         wrap(foreign(fmt::format("{} {} ({})", one.name, one.version, one.purl)), m_width))
      m_out += line + "\n";
    row("lock", one.lock.empty() ? "no line of a lock names it in this version" : one.lock);
    for (const auto& hex : one.locked_sha256) digest("", "sha256:" + hex);
    row("wheel", one.wheel ? one.wheel->name : "not compared with one");
    if (one.wheel) digest("", one.wheel->sha256.to_string());
    row("record", one.record.empty() ? "none; stated by " + one.metadata : one.record);
    row("proof", proof_of(one));
    std::string_view label = "layers";
    for (const auto& layer : one.layers) {
      digest(label, fmt::format("{}  {}", layer.diff_id.to_string(), counted(layer.files, "file", "files")));
      if (!layer.created_by.empty()) row("", fmt::format("made by `{}`", layer.created_by));
      label = "";
    }
    row("files", files_of(one));
    return std::move(m_out);
  }

 private:
  /// Not broken, whatever the width: it is there to be copied.
  void digest(std::string_view label, std::string_view text) {
    m_out += fmt::format("  {:<{}}{}\n", label, k_label - 2, text);
  }

  void row(std::string_view label, const std::string& text) {
    for (const auto& line : wrap(foreign(text), m_width - k_label)) {
      m_out += fmt::format("  {:<{}}{}\n", label, k_label - 2, line);
      label = "";
    }
  }

  std::size_t m_width;
  std::string m_out;
};

}  // namespace

std::string write_chains(const std::vector<DistributionProof>& distributions,
                         const std::vector<model::Finding>& findings, bool colour, int width) {
  const auto room = static_cast<std::size_t>(std::max(width, static_cast<int>(k_least_width)));
  std::string out;
  for (const auto& one : distributions) out += Chain(room).text(one) + "\n";
  return out + write_findings_table(findings, colour, width);
}

}  // namespace pushgate::report
