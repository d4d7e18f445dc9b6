// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_room = 512u << 10;

/// A command to select, or to copy where scripts run. Only words of ours, and a digest.
std::string command(std::string_view text) {
  return fmt::format("<pre class=\"command\" tabindex=\"0\">{}</pre>\n", html(text));
}

}  // namespace

std::string page_sources(const ImagePage& page) {
  std::vector<std::string> rows;
  for (const PageSource& one : page.sources) {
    rows.push_back(fmt::format("<tr>{}{}<td>{}</td><td>{}</td></tr>", page_cell(one.kind),
                               page_cell(one.name), one.digest.empty() ? "" : code_html(one.digest),
                               html(one.more, k_page_line)));
  }
  const PageTable table{.name = "Inputs",
                        .caption = "What was decided from, as inputs.json has it",
                        .columns = {{"Kind", "text"}, {"Name", "text"}, {"SHA-256"}, {"More"}},
                        .css = "",
                        .room = k_room,
                        .whole = "inputs.json"};
  return page_section("inputs", "Inputs", page_table(table, rows));
}

std::string page_receipt(const ImagePage& page) {
  const auto& [evidence, decision, packages, layers, pushed, policy, distributions, waivers] = page.report;
  std::string body;
  if (decision.verdict == model::Verdict::pass) {
    body =
        "<p>Where the image was gated with a key, <code>receipt.dsse.json</code> stands beside this page. It "
        "is signed, and names by their SHA-256 the image, what was decided from, and "
        "<code>evidence.json</code>, which lists this page and every other file of the folder.</p>\n";
  } else {
    body = fmt::format(
        "<p>There is none: the verdict is {}, and only an image that passes gets one. Where the image was "
        "gated with an audit key, <code>decision.dsse.json</code> stands beside this page: the decision, "
        "signed, which is never a receipt. "
        "<code>evidence.json</code> lists this page and every other file of the folder by their "
        "SHA-256.</p>\n",
        to_string(decision.verdict));
  }
  body += "<p>This checks the folder, offline, and decides again (DIR is the folder of this page):</p>\n" +
          command("pushgate verify --evidence DIR --key cosign.pub --replay");
  if (decision.verdict == model::Verdict::pass && evidence.subject.digest) {
    body += "<p>And this the image where it was pushed:</p>\n" +
            command("pushgate verify REGISTRY/REPOSITORY@" + evidence.subject.digest->to_string() +
                    " --key cosign.pub --require signature,sbom,receipt");
  }
  return page_section("receipt", "Receipt", body);
}

}  // namespace pushgate::report
