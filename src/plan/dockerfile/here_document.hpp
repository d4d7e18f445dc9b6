// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"

namespace pushgate::dockerfile {

/// The word as the beginning of a here-document, without its content: `<<EOF`, `3<<-"EOF"`. None where it is
/// something else. Untrusted: the word. Errors: refused for a quote without its end.
Result<std::optional<HereDocument>> here_document_of(std::string_view word);

/// Those that a line of RUN, COPY or ADD begins, in order. Untrusted: the line.
Result<std::vector<HereDocument>> here_documents_of(std::string_view line);

/// The content without the tabs at the front of its lines, where the document is to be read so.
std::string content_of(const HereDocument& document);

}  // namespace pushgate::dockerfile
