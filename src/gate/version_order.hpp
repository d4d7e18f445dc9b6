// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string_view>

namespace pushgate::gate {

/// How a version follows the one that is asked for: by the order of its ecosystem (versions::order_of). Where
/// that is not known, or one of them is no version there, numbers as numbers, words as words, and words such
/// as `alpha`, `rc` and `pre` before the version that they stand behind. Epochs, revisions of deb, rpm and
/// apk and PEP 440's local parts count where `asked` has one. Untrusted: both.
std::weak_ordering compare_versions(std::string_view ecosystem, std::string_view version,
                                    std::string_view asked);

}  // namespace pushgate::gate
