// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string_view>

namespace pushgate::gate {

/// The order of versions in an ecosystem (purl type): PEP 440 for pypi, dpkg's for deb, rpm's for rpm. For
/// all others, and for what is no version there: numbers as numbers, words as words, and words such as
/// `alpha`, `rc` and `pre` before the version that they stand behind. Epochs and revisions of deb, rpm and
/// apk and PEP 440's local parts count where `asked` has one. Untrusted: both.
std::weak_ordering compare_versions(std::string_view ecosystem, std::string_view version,
                                    std::string_view asked);

}  // namespace pushgate::gate
