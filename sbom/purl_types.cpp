// SPDX-License-Identifier: Apache-2.0
#include "sbom/purl_types.hpp"

// What each purl type says of its parts: whether there is a namespace, whether there has to be a version, and
// in which letters names are written. Types that are not here have the general rules alone (docker, generic,
// conan's names).
//
// Where definitions and tools disagree:
// - golang, maven, composer and rpm "require" a namespace, but Go's `stdlib`, jars without a groupId,
// Composer's
//   platform packages and rpms of no known distribution have none, and every scanner writes them so. Free
//   here.
// - huggingface "requires" one, and its own first example has none. Free.
// - cpan: the first definition had modules (`URI::PackageURL`) without a namespace, and distributions
//   (`GDT/URI-PackageURL`) with one. Later ones drop modules. Both are read.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/ascii.hpp"
#include "base/format.hpp"

namespace pushgate::sbom {

namespace {

enum class Space : std::uint8_t { free, required, forbidden };
enum class Case : std::uint8_t { kept, lower, upper };

struct TypeRule {
  std::string_view type;
  Space name_space = Space::free;
  Case name_space_case = Case::kept;
  Case name_case = Case::kept;
  Case version_case = Case::kept;
  bool version_required = false;
  std::string_view qualifier_required = {};
};

constexpr std::array k_types = {
    TypeRule{.type = "alpm",
             .name_space = Space::required,
             .name_space_case = Case::lower,
             .name_case = Case::lower},
    TypeRule{.type = "apk",
             .name_space = Space::required,
             .name_space_case = Case::lower,
             .name_case = Case::lower},
    TypeRule{.type = "bitbucket",
             .name_space = Space::required,
             .name_space_case = Case::lower,
             .name_case = Case::lower},
    TypeRule{.type = "bitnami", .name_space = Space::forbidden, .name_case = Case::lower},
    TypeRule{.type = "cargo", .name_space = Space::forbidden},
    TypeRule{.type = "cocoapods", .name_space = Space::forbidden},
    TypeRule{.type = "composer", .name_space_case = Case::lower, .name_case = Case::lower},
    TypeRule{.type = "conda", .name_space = Space::forbidden},
    TypeRule{.type = "cpan", .name_space_case = Case::upper},
    TypeRule{.type = "cran", .name_space = Space::forbidden, .version_required = true},
    TypeRule{.type = "deb",
             .name_space = Space::required,
             .name_space_case = Case::lower,
             .name_case = Case::lower},
    TypeRule{.type = "gem", .name_space = Space::forbidden},
    TypeRule{.type = "github",
             .name_space = Space::required,
             .name_space_case = Case::lower,
             .name_case = Case::lower},
    TypeRule{.type = "gitlab", .name_space_case = Case::lower, .name_case = Case::lower},
    TypeRule{.type = "golang", .name_space_case = Case::lower, .name_case = Case::lower},
    TypeRule{.type = "hackage", .name_space = Space::forbidden},
    TypeRule{.type = "hex", .name_space_case = Case::lower, .name_case = Case::lower},
    TypeRule{.type = "huggingface", .version_case = Case::lower},
    TypeRule{.type = "julia", .name_space = Space::forbidden, .qualifier_required = "uuid"},
    TypeRule{.type = "luarocks", .name_space_case = Case::lower, .name_case = Case::lower},
    TypeRule{.type = "mlflow", .name_space = Space::forbidden},
    TypeRule{.type = "npm", .name_space_case = Case::lower, .name_case = Case::lower},
    TypeRule{.type = "nuget", .name_space = Space::forbidden},
    TypeRule{
        .type = "oci", .name_space = Space::forbidden, .name_case = Case::lower, .version_case = Case::lower},
    TypeRule{.type = "opam", .name_space = Space::forbidden},
    TypeRule{.type = "otp", .name_space = Space::forbidden, .name_case = Case::lower},
    TypeRule{.type = "pub", .name_space = Space::forbidden, .name_case = Case::lower},
    TypeRule{.type = "pypi", .name_space = Space::forbidden, .name_case = Case::lower},
    TypeRule{.type = "qpkg", .name_space = Space::required, .name_space_case = Case::lower},
    TypeRule{.type = "rpm", .name_space_case = Case::lower},
    TypeRule{.type = "swid", .qualifier_required = "tag_id"},
    TypeRule{.type = "swift", .name_space = Space::required, .version_required = true},
    TypeRule{.type = "vscode-extension",
             .name_space = Space::required,
             .name_space_case = Case::lower,
             .name_case = Case::lower,
             .version_case = Case::lower},
};

TypeRule rule_of(std::string_view type) {
  const auto* const found = std::ranges::find(k_types, type, &TypeRule::type);
  return found == k_types.end() ? TypeRule{.type = type} : *found;
}

void fold(std::string& text, Case to) {
  for (char& c : text) {
    if (to == Case::lower) c = lower_case(c);
    if (to == Case::upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
}

tl::unexpected<Error> bad(std::string_view whole, std::string what) {
  return fail(Error::unchecked(fmt::format("purl '{}'", whole.substr(0, 200)), std::move(what)));
}

std::string_view qualifier(const Purl& purl, const std::string& key) {
  const auto found = purl.qualifiers.find(key);
  return found == purl.qualifiers.end() ? std::string_view() : std::string_view(found->second);
}

Result<void> check_name(const Purl& purl, std::string_view whole) {
  if (purl.type == "conan" && purl.name_space.empty() == purl.qualifiers.contains("channel")) {
    return bad(whole, "has only one of namespace and channel; expected both or none");
  }
  if (purl.type == "cpan" && !purl.name_space.empty() && purl.name.find("::") != std::string::npos) {
    return bad(whole, "names a module within an author's space; expected a distribution, written with '-'");
  }
  if (purl.type == "cpan" && purl.name_space.empty() && purl.name.find('-') != std::string::npos) {
    return bad(whole, "names a distribution without its author; expected a namespace");
  }
  if (purl.type == "cocoapods" &&
      (purl.name.starts_with('.') || purl.name.find_first_of(" \t\r\n+") != std::string::npos)) {
    return bad(whole, "has a name that no pod can have; expected no white space, no '+', no '.' in front");
  }
  if (purl.type == "swid" && std::ranges::count(purl.name_space, '/') > 1) {
    return bad(whole, "has more than two namespace segments; expected the creator's name and regid");
  }
  return {};
}

}  // namespace

void normalise_for_type(Purl& purl) {
  const TypeRule rule = rule_of(purl.type);
  fold(purl.name_space, rule.name_space_case);
  fold(purl.name, rule.name_case);
  fold(purl.version, rule.version_case);
  if (purl.type == "pypi" || purl.type == "hackage") std::ranges::replace(purl.name, '_', '-');
  if (purl.type == "pub") {
    const auto foreign = [](char c) { return (c < 'a' || c > 'z') && (c < '0' || c > '9'); };
    std::ranges::replace_if(purl.name, foreign, '_');
  }
  // MLflow's own registries are case sensitive, Databricks' are not.
  if (purl.type == "mlflow" &&
      qualifier(purl, "repository_url").find("databricks") != std::string_view::npos) {
    fold(purl.name, Case::lower);
  }
}

Result<void> check_for_type(const Purl& purl, std::string_view whole) {
  const TypeRule rule = rule_of(purl.type);
  if (rule.name_space == Space::required && purl.name_space.empty()) {
    return bad(whole, fmt::format("has no namespace; type {} needs one", purl.type));
  }
  if (rule.name_space == Space::forbidden && !purl.name_space.empty()) {
    return bad(whole, fmt::format("has a namespace; type {} has none", purl.type));
  }
  if (rule.version_required && purl.version.empty()) {
    return bad(whole, fmt::format("has no version; type {} needs one", purl.type));
  }
  if (!rule.qualifier_required.empty() && qualifier(purl, std::string(rule.qualifier_required)).empty()) {
    return bad(whole, fmt::format("has no {}; type {} needs it", rule.qualifier_required, purl.type));
  }
  return check_name(purl, whole);
}

}  // namespace pushgate::sbom
