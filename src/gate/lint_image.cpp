// SPDX-License-Identifier: Apache-2.0
#include "gate/lint_image.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "gate/base_image.hpp"
#include "gate/cache_folder.hpp"
#include "gate/make_sbom.hpp"
#include "scanners/plan/image_plan_scanner.hpp"

namespace pushgate::gate {

namespace {

using model::ScannerRun;
using model::ScanResult;

Result<std::map<std::string, std::string>> by_service(const char* option,
                                                      const std::vector<std::string>& values,
                                                      const std::set<std::string>& services) {
  std::map<std::string, std::string> found;
  for (const auto& value : values) {
    // Before the transport or the registry of an image there is no `=`.
    const auto sign = value.find_first_of("=:/");
    const bool named = sign != std::string::npos && value[sign] == '=';
    if (!named && services.size() != 1) {
      return fail(Error::misuse(fmt::format("{} {}", option, value),
                                fmt::format("does not say of which of {} services", services.size()))
                      .with_hint(fmt::format("name it: {} SERVICE={}, or --service NAME", option, value)));
    }
    const auto service = named ? value.substr(0, sign) : *services.begin();
    if (!services.contains(service)) {
      return fail(Error::misuse(
          fmt::format("{} {}", option, value),
          fmt::format("is of no service that is judged; expected one of {}", fmt::join(services, ", "))));
    }
    if (!found.emplace(service, named ? value.substr(sign + 1) : value).second) {
      return fail(Error::misuse(fmt::format("{} {}", option, value),
                                fmt::format("is the second one of {}; expected one for a service", service)));
    }
  }
  return found;
}

Result<ScanResult> scan(const LintImage& image, const LintImages& given, const FleetChoice& choice,
                        const std::string& dockerfile, Progress& progress) {
  ImageRequest request = given.access;
  request.image = image.image;
  TRY_ASSIGN(OpenedImage opened, open_image(request));
  TRY_ASSIGN(const auto layers, base_layers(image.base, opened, request));
  TRY_ASSIGN(auto base, stated_base(image.base, layers));
  TRY_ASSIGN(auto baseline, baseline_image(image.baseline, choice, opened, request));
  const auto cache = facts_cache(given.cache_dir);
  SbomOptions options;
  options.name = image.image;
  options.cache = cache ? &*cache : nullptr;
  TRY_ASSIGN(const ImageSbom sbom, make_sbom(opened, options, progress));
  return scanners::scan_image_plan({*choice.fleet, *choice.service, opened.image, sbom.view, std::move(base),
                                    opened.repository, opened.tag, std::move(baseline), dockerfile});
}

}  // namespace

Result<std::map<std::string, LintImage>> images_by_service(const LintImages& given,
                                                           const std::set<std::string>& services) {
  TRY_ASSIGN(const auto images, by_service("--image", given.images, services));
  TRY_ASSIGN(const auto bases, by_service("--base", given.bases, services));
  TRY_ASSIGN(const auto baselines, by_service("--baseline", given.baselines, services));
  std::map<std::string, LintImage> found;
  for (const auto& [service, image] : images) found[service].image = image;
  for (const auto& [option, values] : {std::pair("--base", &bases), std::pair("--baseline", &baselines)}) {
    for (const auto& [service, value] : *values) {
      if (!found.contains(service)) {
        return fail(Error::misuse(fmt::format("{} {}", option, value),
                                  fmt::format("needs the image of {}; expected --image as well", service)));
      }
    }
  }
  for (const auto& [service, base] : bases) found[service].base = base;
  for (const auto& [service, baseline] : baselines) found[service].baseline = baseline;
  return found;
}

Result<ScanResult> lint_image(const LintImage& image, const LintImages& given, const FleetChoice& choice,
                              const std::string& dockerfile, Progress& progress) {
  auto result = scan(image, given, choice, dockerfile, progress);
  if (result) return result;
  TRY(check_interrupt());
  auto error = std::move(result).error();
  if (error.code == ErrorCode::misuse || error.code == ErrorCode::bug) return fail(std::move(error));
  return ScanResult{{"plan", ScannerRun::Outcome::incomplete,
                     fmt::format("{}: {}: {}", choice.service->name, error.subject, error.what)},
                    {}};
}

}  // namespace pushgate::gate
