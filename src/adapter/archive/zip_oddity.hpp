// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pushgate::archive {

/// Something about a zip that no honest writer has a need for, or that its reader has to know.
struct ZipOddity {
  std::string_view rule;  ///< `zip/overlap`
  std::string member;     ///< as stored; empty where it is about the whole archive
  std::string what;       ///< `begins at 10, inside 'a'`
  /// The archive contradicts itself, so that readers see different contents in it.
  bool unsound = false;
};

/// What is odd about one zip. Bounded: of each rule the first few, and how many more there are.
///
/// Unsound, whatever is read:
///   zip/count            the end record counts other members than the directory has
///   zip/end-differs      the end record and its ZIP64 form disagree
///   zip/local-differs    a member's own header disagrees with the directory
///   zip/overlap          two members share bytes, or one lies in the directory
///   zip/size             a stored member has two sizes
///   zip/truncated        a member's header or content is not in the file
///   zip/two-directories  offsets can be counted from two places, and there is a directory at both
///   zip/two-ends         more than one end record can be taken for the last
///   zip/zip64            a size is said to be in a ZIP64 field that is not there, or is there twice
/// Odd, for whoever has to care:
///   zip/absolute         a name begins with `/`, or with a drive
///   zip/bomb             a member is said to unpack to more than DEFLATE can pack
///   zip/descriptor       the record behind a streamed member is missing, or says something else
///   zip/duplicate        two members have one name
///   zip/encrypted        a member cannot be read without a password
///   zip/gap              bytes between members that belong to none
///   zip/link             a member is a symbolic link
///   zip/method           a member is packed by something other than DEFLATE
///   zip/name             a name is empty, is no UTF-8 though it says so, or has NUL, control characters or
///   `\` zip/prefix           bytes in front of the first member, as in archives that run themselves
///   zip/trailing         bytes behind the end record
///   zip/traversal        a name has a `..`
///   zip/unicode-path     an extra field gives a member a second, different name
class ZipOddities {
 public:
  void add(ZipOddity oddity) {
    m_unsound = m_unsound || oddity.unsound;
    std::size_t& same = m_of_rule[oddity.rule];
    if (same >= k_of_one_rule) {
      ++m_more;
      return;
    }
    ++same;
    const bool first_unsound = oddity.unsound && (m_all.empty() || !m_all.front().unsound);
    m_all.insert(first_unsound ? m_all.begin() : m_all.end(), std::move(oddity));
  }

  /// An unsound one is first, where there is any.
  const std::vector<ZipOddity>& all() const { return m_all; }
  std::size_t more() const { return m_more; }  ///< how many are not in all()
  bool unsound() const { return m_unsound; }

 private:
  static constexpr std::size_t k_of_one_rule = 20;
  std::vector<ZipOddity> m_all;
  std::map<std::string_view, std::size_t> m_of_rule;
  std::size_t m_more = 0;
  bool m_unsound = false;
};

}  // namespace pushgate::archive
