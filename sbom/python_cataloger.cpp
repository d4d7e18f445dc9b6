// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_cataloger.hpp"

#include <utility>

#include "sbom/purl.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::sbom {

Result<std::vector<model::Component>> python_packages(std::string_view bytes, const std::string& path) {
  TRY_ASSIGN(auto distribution, parse_python_metadata(bytes, path));
  model::Component component;
  component.ecosystem = "pypi";
  component.name = distribution.name;
  component.version = distribution.version;
  TRY_ASSIGN(const auto purl, Purl::make({.type = "pypi",
                                          .name_space = {},
                                          .name = distribution.name,
                                          .version = distribution.version,
                                          .qualifiers = {},
                                          .subpath = {}}));
  component.purl = purl.to_string();
  component.supplier = std::move(distribution.author);
  component.licenses = std::move(distribution.licenses);
  return std::vector{std::move(component)};
}

}  // namespace pushgate::sbom
