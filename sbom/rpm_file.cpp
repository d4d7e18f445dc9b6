// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_file.hpp"

#include <span>
#include <utility>

#include "base/format.hpp"

namespace pushgate::sbom {

Error RpmFile::damaged(std::string what) const {
  return Error::unchecked(m_path, std::move(what))
      .with_hint("run `rpm --rebuilddb` where the image is built, in the step that installs packages last");
}

Result<std::string> RpmFile::bytes(std::uint64_t offset, std::size_t count) const {
  if (count > m_file.size() || offset > m_file.size() - count) {
    return fail(damaged(fmt::format("has {} bytes; expected more at {}", m_file.size(), offset)));
  }
  std::string out(count, '\0');
  std::span<std::uint8_t> rest(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
  while (!rest.empty()) {
    TRY_ASSIGN(const std::size_t got, m_file.read_at(offset, rest));
    if (got == 0) return fail(damaged("became shorter while it was read"));
    offset += got;
    rest = rest.subspan(got);
  }
  return out;
}

}  // namespace pushgate::sbom
