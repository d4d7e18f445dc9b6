// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"
#include "scanners/plan/installed_python.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_python = "plan/python-version";

void check_environments(const ImagePlan& image, ImageFindings& findings) {
  constexpr std::string_view k_mark = "/pyvenv.cfg";  // PEP 405
  for (const auto& node : image.root.nodes()) {
    if (!node.path().ends_with(k_mark)) continue;
    const auto folder = node.path().substr(0, node.path().size() - k_mark.size());
    findings.wrong("plan/no-venv",
                   fmt::format("the image has the virtual environment /{}, made by {}; expected none",
                               excerpt(folder), layer_words(image, node.layer)),
                   "install with the image's own pip, without python -m venv", location_of(image, node));
  }
}

/// Each Python that has distributions of its own, by the first of them.
void check_versions(const ImagePlan& image, ImageFindings& findings) {
  const auto& planned = image.fleet.python;
  if (planned.empty()) return findings.could_not_look(k_python, "the fleet file states no Python");
  std::set<std::string_view> told;
  const auto distributions = installed_distributions(image.root);
  for (const auto& one : distributions) {
    const auto version = python_of_site(one.site);
    if (version.empty() || !told.insert(version).second || version == planned) continue;
    findings.wrong(k_python,
                   fmt::format("the image has packages of Python {}, such as {} in /{}; expected Python {}",
                               version, excerpt(one.name), excerpt(one.site), planned),
                   fmt::format("build on a family with Python {}, and make the locks for it", planned),
                   location_of(image, *one.metadata));
  }
  if (told.empty()) {
    findings.could_not_look(k_python, "the image has no Python package in a folder that names its Python");
  }
}

}  // namespace

void check_python(const ImagePlan& image, ImageFindings& findings) {
  check_environments(image, findings);
  check_versions(image, findings);
}

}  // namespace pushgate::scanners
