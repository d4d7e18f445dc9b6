// SPDX-License-Identifier: Apache-2.0
#include "attest/trust.hpp"

#include "base/format.hpp"

namespace pushgate::attest {

bool KeyWindow::holds(Time time) const {
  const Date day = std::chrono::floor<std::chrono::days>(time);
  return (!from || *from <= day) && (!until || day <= *until);
}

std::string KeyWindow::to_string() const {
  if (!from && !until) return "";
  return fmt::format("only{}{}", from ? " from " + format_date(*from) : "",
                     until ? " until " + format_date(*until) : "");
}

std::string Trust::names() const {
  std::string all;
  for (const NamedKey& key : keys) all += (all.empty() ? "" : ", ") + key.name;
  return all;
}

}  // namespace pushgate::attest
