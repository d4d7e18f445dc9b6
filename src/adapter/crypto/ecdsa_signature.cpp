// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/ecdsa_signature.hpp"

#include <algorithm>

namespace pushgate::crypto {

// A signature is two numbers, r and s. They are spelled
//
//   in DER (RFC 3279 section 2.2.3): 30 LL 02 LL r 02 LL s, each number as short as it can be, with a zero
//   byte before it where its first bit is set. cosign, OpenSSL and Go write this.
//
//   raw (IEEE P1363, JWS): r and s side by side, each as long as the curve's numbers. WebCrypto, JOSE and
//   some makers of verification summaries write this.
//
// Which of the two is meant is nowhere said, and the sizes alone do not tell: DER of small numbers can be 64
// bytes long, too. So a string that is DER to the byte is DER and nothing else, and only another one, of
// exactly the raw size, is raw: no string is tried both ways, and none can be valid for two pairs of numbers.
// Of the random raw signatures one in some 2^37 happens to be DER, and is refused.

namespace {

constexpr char k_sequence = 0x30;
constexpr char k_integer = 0x02;
constexpr std::size_t k_header = 2;  // a tag and a length, which is under 128 for every curve here

bool first_bit(char byte) {
  return (static_cast<unsigned char>(byte) & 0x80u) != 0;
}

/// Takes an INTEGER off the front, where it is a number from 0 in the shortest form, of the curve's size.
bool take_number(std::string_view& bytes, std::size_t number_bytes) {
  if (bytes.size() < k_header || bytes[0] != k_integer) return false;
  const auto size = static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(k_header);
  if (size == 0 || size > number_bytes + 1 || size > bytes.size()) return false;
  const std::string_view number = bytes.substr(0, size);
  bytes.remove_prefix(size);
  if (first_bit(number[0])) return false;
  if (number[0] == '\0' && size > 1 && !first_bit(number[1])) return false;
  return size <= number_bytes || number[0] == '\0';
}

bool is_der(std::string_view bytes, std::size_t number_bytes) {
  if (bytes.size() < k_header || bytes[0] != k_sequence) return false;
  const auto size = static_cast<unsigned char>(bytes[1]);
  bytes.remove_prefix(k_header);
  return size < 0x80 && size == bytes.size() && take_number(bytes, number_bytes) &&
         take_number(bytes, number_bytes) && bytes.empty();
}

std::string element(char tag, std::string_view content) {
  std::string out{tag, static_cast<char>(content.size())};
  out.append(content);
  return out;
}

std::string integer(std::string_view number) {
  number.remove_prefix(std::min(number.find_first_not_of('\0'), number.size() - 1));
  return element(k_integer, first_bit(number[0]) ? std::string(1, '\0').append(number) : std::string(number));
}

}  // namespace

std::optional<std::string> ecdsa_der(std::string_view signature, std::size_t number_bytes) {
  if (is_der(signature, number_bytes)) return std::string(signature);
  if (signature.size() != 2 * number_bytes) return std::nullopt;
  return element(k_sequence,
                 integer(signature.substr(0, number_bytes)) + integer(signature.substr(number_bytes)));
}

}  // namespace pushgate::crypto
