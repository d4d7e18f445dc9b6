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
/// Whoever needs it checks it otherwise. Formats are checked as far as valijson knows them (date, time,
/// date-time, uri form, ip addresses); an unknown one allows everything.
class Schema {
 public:
  /// `referenced` holds every other schema that `$ref` names, by the file name that the reference ends in
  /// (`spdx.schema.json`); nothing is fetched. Errors: bug, for a schema that cannot be compiled or refers to
  /// one that is not given: schemas are part of the program.
  static Result<Schema> compile(std::string_view text,
                                const std::map<std::string, std::string_view>& referenced = {});

  /// What is wrong with a document, in its order; none where it is valid. Errors: unchecked, for a document
  /// that is no JSON (`name` names it). Limits: the first 20 violations. Untrusted: the document.
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
