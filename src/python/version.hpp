// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::python {

/// A version by PEP 440, in its parts: `EPOCH!RELEASE PRE .postN .devN +LOCAL`. Numbers are digits without
/// leading zeros and may have any length; letters are lower case.
struct Version {
  struct PreRelease {
    std::string stage;  ///< `a`, `b` or `rc`
    std::string number;

    bool operator==(const PreRelease&) const = default;
  };

  std::string epoch = "0";
  std::vector<std::string> release;  ///< at least one number
  std::optional<PreRelease> pre;
  std::optional<std::string> post;
  std::optional<std::string> dev;
  std::vector<std::string> local;  ///< numbers and words

  /// Reads every spelling that PEP 440 allows (appendix B): `v1.0-Alpha.1`, `1.0-1`. None for a text that is
  /// no version. Untrusted: the text. Limits: the caller's, on its size; time grows with it linearly.
  static std::optional<Version> parse(std::string_view text);

  /// A pre-release or a development release.
  bool is_prerelease() const { return pre.has_value() || dev.has_value(); }

  /// The normal spelling: `1.0a1`, `1!2.0.post1.dev0+ubuntu.1`. Zeros at the release's end are kept.
  std::string to_string() const;
};

/// PEP 440's order, which has no two versions that are neither equal nor one before the other: 1.0.dev0
/// < 1.0a1 < 1.0rc1 < 1.0 = 1.0.0 < 1.0+local < 1.0.post1.
std::weak_ordering compare(const Version& a, const Version& b);

/// The version without its local part.
Version public_version(Version version);

/// The one spelling of all versions that PEP 440 calls equal: `v1.0.0-Alpha1` is `1a1`, `2024.07.04` is
/// `2024.7.4`, `1.0-1` is `1.post1`. None for a text that is no PEP 440 version. Untrusted: the text.
std::optional<std::string> canonical_version(std::string_view text);

/// Whether `==pin` takes a distribution of that version: equal by PEP 440, and where the pin has no local
/// part (`+cu121`), that of the distribution does not count. A pin that is no version (`===`) is compared
/// as it is written.
bool pin_takes(std::string_view pin, std::string_view version);

}  // namespace pushgate::python
