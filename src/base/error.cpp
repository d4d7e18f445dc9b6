// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <utility>

#include "base/escape.hpp"

namespace pushgate {

namespace {

Error make(ErrorCode code, std::string subject, std::string what) {
  Error error;
  error.code = code;
  error.subject = std::move(subject);
  error.what = std::move(what);
  return error;
}

}  // namespace

Error Error::refused(std::string subject, std::string what) {
  return make(ErrorCode::refused, std::move(subject), std::move(what));
}
Error Error::misuse(std::string subject, std::string what) {
  return make(ErrorCode::misuse, std::move(subject), std::move(what));
}
Error Error::unchecked(std::string subject, std::string what) {
  return make(ErrorCode::unchecked, std::move(subject), std::move(what));
}
Error Error::bug(std::string subject, std::string what) {
  return make(ErrorCode::bug, std::move(subject), std::move(what));
}

Error Error::with_hint(std::string text) && {
  hint = std::move(text);
  return std::move(*this);
}

Error Error::during(std::string text) && {
  context.push_back(std::move(text));
  return std::move(*this);
}

std::string Error::render() const {
  std::string out = "pushgate: error: ";
  if (!subject.empty()) out += escape_controls(subject) + ": ";
  out += escape_controls(what) + "\n";
  for (const auto& line : context) out += "  while " + escape_controls(line) + "\n";
  if (!hint.empty()) out += "  hint: " + escape_controls(hint) + "\n";
  for (const auto& other : also) out += other.render();
  return out;
}

}  // namespace pushgate
