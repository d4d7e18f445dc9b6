// SPDX-License-Identifier: Apache-2.0
#include "policy/image_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "policy/licenses.hpp"

namespace pushgate::policy {

namespace {

using model::Component;
using model::Finding;

constexpr std::string_view k_license = "license/denied";
constexpr std::string_view k_unrecognised = "license/unrecognised";
constexpr std::string_view k_package = "package/forbidden";
constexpr std::string_view k_coverage = "coverage/below-floor";
constexpr std::string_view k_end_of_life = "os/end-of-life";
constexpr std::string_view k_size = "image/too-large";
constexpr std::size_t k_text_bytes = 300;  // of what a package states, in a message

Finding finding_of(std::string_view rule, std::string message) {
  Finding finding;
  finding.rule = rule;
  finding.message = std::move(message);
  return finding;
}

Finding blind(std::string_view rule, std::string message) {
  Finding finding = finding_of(rule, std::move(message));
  finding.could_not_look = true;
  return finding;
}

Finding about(const Component& component, std::string_view rule, std::string message) {
  Finding finding = finding_of(rule, std::move(message));
  finding.subject = component.purl.empty() ? component.name : component.purl;
  finding.location.path = component.evidence_path;
  if (component.layer) finding.location.layer = component.layer->to_string();
  return finding;
}

template <typename Visit>
void for_each(const std::vector<Component>& components, const Visit& visit) {
  for (const Component& component : components) {
    visit(component);
    for_each(component.nested, visit);
  }
}

std::string license_message(const Component& component, const LicenseJudgement& judged) {
  const std::string start = fmt::format("{} {} ", component.name, component.version);
  if (component.licenses.empty())
    return start + "states no licence, and the policy allows only those that it lists";
  const std::string name = judged.because.substr(0, k_text_bytes);
  switch (judged.permission) {
    case Permission::denied:
      return start + fmt::format("is under {}, which the policy denies", name);
    case Permission::unrecognised:
      return start + fmt::format(
                         "is under '{}', which is no SPDX licence; the policy allows only those that "
                         "it lists",
                         name);
    default:
      return start + fmt::format("is under {}, which the policy does not list as allowed", name);
  }
}

void judge_licenses_of(const std::vector<Component>& components, const LicenseRules& rules,
                       std::vector<Finding>& findings) {
  std::size_t unrecognised = 0;
  std::string first;
  for_each(components, [&](const Component& component) {
    LicenseJudgement judged = judge_licenses(component.licenses, rules);
    if (component.licenses.empty() && !rules.allow.empty()) judged.permission = Permission::not_listed;
    const Permission least = rules.allow.empty() ? Permission::denied : Permission::unrecognised;
    if (judged.permission >= least) {
      findings.push_back(about(component, k_license, license_message(component, judged)));
    } else if (judged.permission == Permission::unrecognised && unrecognised++ == 0) {
      first = fmt::format("{} under '{}'", component.name, judged.because.substr(0, k_text_bytes));
    }
  });
  if (unrecognised > 0) {
    findings.push_back(blind(
        k_unrecognised, fmt::format("{} {} under what is no SPDX licence, so that it cannot be held "
                                    "against those that the policy denies, the first: {}",
                                    unrecognised, unrecognised == 1 ? "package is" : "packages are", first)));
  }
}

void judge_packages(const std::vector<Component>& components, const std::vector<ForbiddenPackage>& forbidden,
                    std::vector<Finding>& findings) {
  const auto judge_one = [&](const Component& component, const ForbiddenPackage& one) {
    const auto taken = one.versions ? one.versions->takes(component.version) : true;
    if (taken == false) return;
    std::string text = fmt::format("{} {} is forbidden", component.name, component.version);
    if (one.versions) text += fmt::format(" ({})", one.versions->text());
    if (!taken) {
      text = fmt::format("nobody can say whether {} {} is {}, which is forbidden", component.name,
                         component.version, one.versions->text());
    }
    Finding finding = about(component, k_package, text + ": " + one.reason);
    finding.could_not_look = !taken;
    findings.push_back(std::move(finding));
  };
  for_each(components, [&](const Component& component) {
    const auto purl = sbom::Purl::parse(component.purl);
    if (!purl) return;
    for (const ForbiddenPackage& one : forbidden) {
      if (one.package.type == purl->type && one.package.name_space == purl->name_space &&
          one.package.name == purl->name)
        judge_one(component, one);
    }
  });
}

void judge_coverage(const model::Coverage& coverage, const CoverageFloor& floor,
                    std::vector<Finding>& findings) {
  if (!coverage.stated) {
    findings.push_back(
        blind(k_coverage, "the SBOM does not say how many executables its packages account for"));
    return;
  }
  const std::uint64_t all = coverage.executables;
  const std::uint64_t unowned = coverage.unowned.size() + coverage.unlisted;
  if (unowned > all) {
    findings.push_back(blind(
        k_coverage, fmt::format("the SBOM counts {} executables of no package among {}", unowned, all)));
    return;
  }
  const std::string have = fmt::format("{} of {} executables belong to no known package", unowned, all);
  if (floor.max_unowned && unowned > *floor.max_unowned) {
    findings.push_back(
        finding_of(k_coverage, fmt::format("{}; the policy allows {}", have, *floor.max_unowned)));
  }
  // Compared without a division, so that nothing is rounded up to the floor.
  if (floor.min_percent && (all - unowned) * 100 < all * static_cast<std::uint64_t>(*floor.min_percent)) {
    findings.push_back(
        finding_of(k_coverage, fmt::format("{}, so that {} % are accounted for; the policy asks for {} %",
                                           have, (all - unowned) * 100 / all, *floor.min_percent)));
  }
}

/// The release of the table that a version belongs to: `3.20` of `3.20.3`, `2` of `2 (Karoo)`.
std::optional<Date> end_of(const Distribution& distribution, std::string_view version) {
  if (const auto exact = distribution.ends.find(version); exact != distribution.ends.end())
    return exact->second;
  const std::string_view release = version.substr(0, version.find(' '));
  for (std::string_view rest = release; !rest.empty();) {
    if (const auto row = distribution.ends.find(rest); row != distribution.ends.end()) return row->second;
    const std::size_t dot = rest.rfind('.');
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(0, dot);
  }
  return std::nullopt;
}

void judge_end_of_life(const model::Inventory& inventory, const Distributions& known, Date today,
                       std::vector<Finding>& findings) {
  const model::OperatingSystem& os = inventory.os;
  if (os.family.empty()) {
    const bool has_packages = std::ranges::any_of(
        inventory.components, [](const Component& one) { return model::is_os_ecosystem(one.ecosystem); });
    if (has_packages || !os.id.empty())
      findings.push_back(blind(k_end_of_life, "the image's distribution is not recognised"));
    return;
  }
  const auto row = known.find(os.family);
  if (row != known.end() && row->second.rolling) return;
  const auto end = row == known.end() ? std::nullopt : end_of(row->second, os.version);
  if (!end) {
    findings.push_back(blind(k_end_of_life, fmt::format("nobody here knows when {} {} ends "
                                                        "(policies/distributions.yaml)",
                                                        os.family, os.version)));
  } else if (today > *end) {
    Finding finding = finding_of(k_end_of_life, fmt::format("{} {} gets no security updates since {}",
                                                            os.family, os.version, format_date(*end)));
    finding.hint = "build on a newer release";
    findings.push_back(std::move(finding));
  }
  if (!findings.empty() && findings.back().rule == k_end_of_life)
    findings.back().subject = fmt::format("{} {}", os.family, os.version);
}

void judge_size(const std::optional<std::uint64_t>& size, std::uint64_t most,
                std::vector<Finding>& findings) {
  if (!size) {
    findings.push_back(blind(k_size, "how large the layers are is not recorded"));
  } else if (*size > most) {
    findings.push_back(finding_of(
        k_size,
        fmt::format("its layers have {} bytes as they are stored; the policy allows {}", *size, most)));
  }
}

}  // namespace

bool is_image_rule(std::string_view rule) {
  constexpr std::array k_rules = {k_license, k_unrecognised, k_package, k_coverage, k_end_of_life, k_size};
  return std::ranges::find(k_rules, rule) != k_rules.end();
}

bool must_look(std::string_view rule) {
  return is_image_rule(rule) && rule != k_unrecognised;
}

std::vector<Finding> judge_image(const model::Evidence& evidence, const ImageRules& rules, Date today) {
  const model::Inventory& inventory = *evidence.inventory;
  std::vector<Finding> findings;
  if (rules.licenses) judge_licenses_of(inventory.components, *rules.licenses, findings);
  if (!rules.forbidden.empty()) judge_packages(inventory.components, rules.forbidden, findings);
  if (rules.coverage) judge_coverage(inventory.coverage, *rules.coverage, findings);
  if (rules.end_of_life) judge_end_of_life(inventory, *rules.end_of_life, today, findings);
  if (rules.max_image_size) judge_size(evidence.image_size, *rules.max_image_size, findings);
  return findings;
}

}  // namespace pushgate::policy
