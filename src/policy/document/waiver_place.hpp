// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/yaml/yaml.hpp"

namespace pushgate::policy {

/// The bytes of a document that a change replaces, and what with.
struct Edit {
  std::size_t at = 0;
  std::size_t length = 0;
  std::string text;
};

/// A YAML document and the lines that it is made of.
class DocumentLines {
 public:
  explicit DocumentLines(std::string_view text);

  std::string_view text() const { return m_text; }
  std::string_view line_end() const { return m_line_end; }  ///< `\n` or `\r\n`, as its first line has it
  std::size_t count() const { return m_starts.size(); }
  std::size_t start(
      std::size_t line) const;  ///< of a line from 1; of one after the last: the end of the text
  std::string_view line(std::size_t line) const;  ///< from 1, without its end
  std::size_t offset(yaml::Position at) const;    ///< never after the end

 private:
  std::string_view m_text;
  std::string_view m_line_end;
  std::vector<std::size_t> m_starts;
};

/// The edits that put an item into the list at a key of the document's mapping. `lines` is the item as a
/// block, `flow` as `{…}`. None where this cannot be told.
std::optional<std::vector<Edit>> insertion(const DocumentLines& document, const yaml::Node& root,
                                           std::string_view key, std::string_view lines,
                                           std::string_view flow);

/// Where a scalar's text ends, quotes included. None for one that goes over several lines.
std::optional<std::size_t> end_of_scalar(const DocumentLines& document, const yaml::Node& scalar);

std::string apply_edits(std::string_view text, const std::vector<Edit>& edits);  ///< which do not overlap

}  // namespace pushgate::policy
