// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/gzip.hpp"

namespace pushgate::compress {

Error Gzip::bad_data() {
  return Error::unchecked("", "is not valid gzip: its DEFLATE data is corrupt");
}

Error Gzip::bad_checksum() {
  return Error::unchecked("", "is not valid gzip: its checksum or length is wrong");
}

Result<void> Gzip::finish() {
  if (m_state == State::between) return {};
  return fail(Error::unchecked("", "is not valid gzip: it is cut short"));
}

Result<Decompressor::Step> Gzip::step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) {
  Step done;
  if (m_state != State::member) {
    if (in.empty()) return done;
    if (m_state != State::header) m_header = {};
    m_state = State::header;
    auto taken = m_header.take(in);
    if (!taken && m_has_member && !m_header.has_magic())
      return fail(Error::unchecked("", "is not valid gzip: bytes follow its last member"));
    if (!taken) return fail(std::move(taken).error());
    done.consumed = *taken;
    if (!m_header.complete()) return done;
    TRY(begin_member());
    m_state = State::member;
  }
  TRY_ASSIGN(const MemberStep member, step_member(in.subspan(done.consumed), out));
  if (member.ended) {
    m_state = State::between;
    m_has_member = true;
  }
  done.consumed += member.consumed;
  done.produced = member.produced;
  return done;
}

}  // namespace pushgate::compress
