// SPDX-License-Identifier: Apache-2.0
#include "conformance/operations.hpp"

#include <array>
#include <string>

#include "base/limits.hpp"
#include "conformance/dockerfile_operations.hpp"
#include "conformance/executable_read.hpp"
#include "conformance/java_list.hpp"
#include "conformance/key_operations.hpp"
#include "conformance/oci_check.hpp"
#include "conformance/packages_read.hpp"
#include "conformance/purl_parts.hpp"
#include "conformance/python_operations.hpp"
#include "conformance/rpm_list.hpp"
#include "conformance/system_lists.hpp"
#include "conformance/tar_list.hpp"
#include "conformance/wheel_archives.hpp"
#include "conformance/wheel_operations.hpp"
#include "oci/reference.hpp"
#include "sbom/cyclonedx.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

Result<std::string> file(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  return store::read_file(path, limits::k_json_bytes);
}

Result<json::Value> json_parse(const json::Value& request) {
  TRY_ASSIGN(const std::string bytes, file(request));
  TRY(json::parse(bytes, std::string(request.string_at("path"))));
  return json::Value();
}

Result<json::Value> reference_parse(const json::Value& request) {
  TRY_ASSIGN(const std::string text, json::require_string(request, "in", "request"));
  TRY_ASSIGN(const oci::Reference reference, oci::Reference::parse(text));
  return json::Object{
      {"registry", reference.registry},
      {"repository", reference.repository},
      {"tag", reference.tag ? json::Value(*reference.tag) : json::Value()},
      {"digest", reference.digest ? json::Value(reference.digest->to_string()) : json::Value()}};
}

Result<json::Value> cyclonedx_validate(const json::Value& request) {
  TRY_ASSIGN(const std::string bytes, file(request));
  TRY(sbom::validate_cyclonedx(bytes, std::string(request.string_at("path"))));
  return json::Value();
}

Result<json::Value> tar_list(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "path", "request"));
  return list_tar(path);
}

Result<json::Value> rpmdb_list(const json::Value& request) {
  TRY_ASSIGN(const std::string path, json::require_string(request, "in", "request"));
  return list_rpms(path);
}

struct Operation {
  std::string_view name;
  Result<json::Value> (*run)(const json::Value& request);
};

constexpr std::array k_operations = {
    Operation{"apk.list", apk_list},
    Operation{"cyclonedx.validate", cyclonedx_validate},
    Operation{"dockerfile.check", dockerfile_check},
    Operation{"dockerfile.parse", dockerfile_parse},
    Operation{"dockerfile.tree", dockerfile_tree},
    Operation{"dockerfile.words", dockerfile_words},
    Operation{"dpkg.list", dpkg_list},
    Operation{"dsse.verify", dsse_verify},
    Operation{"executable.read", read_executable},
    Operation{"java.list", list_java},
    Operation{"json.parse", json_parse},
    Operation{"key.public", key_public},
    Operation{"license.stated", license_stated},
    Operation{"oci.check", oci_check},
    Operation{"packages.read", read_packages},
    Operation{"pep425.compatible", pep425_compatible},
    Operation{"pep425.tags", pep425_tags},
    Operation{"pep440.compare", pep440_compare},
    Operation{"pep440.filter", pep440_filter},
    Operation{"pep440.match", pep440_match},
    Operation{"pep440.normalize", pep440_normalize},
    Operation{"pep503.normalize", pep503_normalize},
    Operation{"pep508.marker", pep508_marker},
    Operation{"pep508.parse", pep508_parse},
    Operation{"purl.build", purl_build},
    Operation{"purl.parse", purl_parse},
    Operation{"reference.parse", reference_parse},
    Operation{"requirements.parse", requirements_parse},
    Operation{"rpmdb.list", rpmdb_list},
    Operation{"signature.verify", signature_verify},
    Operation{"tar.list", tar_list},
    Operation{"wheel.check", wheel_check},
    Operation{"wheel.filename", wheel_filename},
    Operation{"zip.check", zip_check},
};

}  // namespace

Result<json::Value> run(const json::Value& request) {
  const std::string_view name = request.string_at("op");
  for (const Operation& operation : k_operations) {
    if (operation.name == name) return operation.run(request);
  }
  return fail(Error::misuse("op '" + std::string(name) + "'", "is not one that this door has"));
}

}  // namespace pushgate::conformance
