// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::schema {

/// A part of a document that its schema does not allow.
struct Violation {
  std::string pointer;  ///< JSON pointer of the part (RFC 6901); empty: the document itself
  std::string text;     ///< what the schema says about it

  bool operator==(const Violation&) const = default;
};

/// A JSON Schema (draft 7, as valijson reads it), compiled once and used for many documents.
///
/// `uniqueItems` is not checked: valijson compares every pair of elements, which takes minutes for an SBOM.
/// Whoever needs it checks it otherwise. The formats date-time, uri, uri-reference, iri and iri-reference are
/// checked; any other allows everything. A text of more than 1024 bytes matches no `pattern`, because
/// std::regex would need a stack as deep as the text is long.
class Schema {
 public:
  /// `referenced` holds every other schema that a `$ref` names, by the file name that the reference has
  /// (`spdx.schema.json`); nothing is fetched. Errors: bug, for a schema that cannot be compiled, refers to
  /// one that is not given or uses patternProperties: schemas are part of the program.
  static Result<Schema> compile(std::string_view text,
                                const std::map<std::string, std::string_view>& referenced = {});

  /// What is wrong with a document; none where it is valid. Errors: unchecked, for a document that is no JSON
  /// (`name` names it). That no name stands twice in an object is for json::parse to check, before. Limits:
  /// k_json_bytes, k_json_depth, and the first 20 violations. Untrusted: the document.
  Result<std::vector<Violation>> validate(std::string_view document, std::string_view name) const;

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

 private:
  struct Impl;
  explicit Schema(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace pushgate::schema
