// SPDX-License-Identifier: Apache-2.0
#include "gate/vex_export.hpp"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "evidence/documents.hpp"
#include "gate/bom_references.hpp"
#include "gate/settings.hpp"
#include "policy/document/vex_writer.hpp"
#include "policy/vex_entries.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

/// An SBOM, and what it is of.
struct NamedSbom {
  std::string name;
  std::string text;
  model::Subject image;
};

Result<NamedSbom> find_sbom(const VexExportRequest& request) {
  if (request.evidence.empty() == request.sbom.empty()) {
    return fail(Error::misuse("",
                              "which packages a waiver is for is not known; expected one of --evidence DIR "
                              "and --sbom FILE"));
  }
  NamedSbom sbom;
  if (!request.sbom.empty()) {
    TRY_ASSIGN(sbom.text, store::read_file(request.sbom, limits::k_json_bytes, /*missing_is_misuse=*/true));
    sbom.name = request.sbom;
    sbom.image.service = request.service;
    return sbom;
  }
  TRY_ASSIGN(auto files, evidence::read_folder(request.evidence));
  sbom.name = request.evidence + "/sbom.cdx.json";
  const auto subject_file = files.find("subject.json");
  const auto sbom_file = files.find("sbom.cdx.json");
  if (subject_file == files.end() || sbom_file == files.end())
    return fail(Error::unchecked(request.evidence, "has no subject.json or no sbom.cdx.json"));
  TRY_ASSIGN(auto subject, evidence::read_subject(subject_file->second, request.evidence + "/subject.json"));
  sbom.image = std::move(subject.subject);
  sbom.text = std::move(sbom_file->second);
  return sbom;
}

}  // namespace

Result<std::string> export_vex(const VexExportRequest& request) {
  TRY_ASSIGN(const NamedSbom sbom, find_sbom(request));
  TRY_ASSIGN(const auto fleet, load_fleet(request.fleet_file, ""));
  TRY_ASSIGN(const auto policy, load_policy(request.policy_file, fleet));
  TRY_ASSIGN(const Time now, document_time());
  TRY_ASSIGN(const json::Value document, json::parse(sbom.text, sbom.name));
  if (document.string_at("bomFormat") != "CycloneDX")
    return fail(Error::unchecked(sbom.name, "is no CycloneDX document; expected bomFormat CycloneDX"));
  const auto packages = referable_packages(document);
  const Date today = std::chrono::floor<std::chrono::days>(system_time());
  const auto entries = policy::vex_entries(policy.waivers, sbom.image, packages, today);
  const auto accepted =
      request.suppress_accepted ? policy::AcceptedAs::not_affected : policy::AcceptedAs::affected;
  switch (request.form) {
    case VexForm::openvex:
      return policy::write_openvex(entries, now, accepted);
    case VexForm::cyclonedx: {
      TRY_ASSIGN(const std::string bom, bom_link(document, sbom.name));
      return policy::write_cyclonedx_vex(entries, now, accepted, bom);
    }
    case VexForm::trivyignore:
      break;
  }
  return policy::write_trivyignore(entries);
}

}  // namespace pushgate::gate
