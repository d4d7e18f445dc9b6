// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/ecdsa_signature.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/sha.h>

#include <memory>
#include <string>
#include <tuple>

#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/pem.hpp"
#include "foreign_key.hpp"

namespace pushgate::crypto {
namespace {

constexpr std::size_t k_p256_bytes = 32;

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

/// r and s side by side, of a signature in DER.
std::string raw(const std::string& der, std::size_t number_bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
  std::string out(2 * number_bytes, '\0');
  auto* numbers = reinterpret_cast<unsigned char*>(out.data());
  const int size = static_cast<int>(number_bytes);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), numbers, size);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), numbers + number_bytes, size);
  return out;
}

TEST(EcdsaSignature, raw_and_der_say_the_same) {
  for (const auto& [curve, digest, number_bytes] :
       {std::tuple{"P-256", "SHA256", std::size_t{32}}, {"P-384", "SHA384", std::size_t{48}}}) {
    const ForeignKey signer = ForeignKey::ec(curve);
    const auto key = PublicKey::from_pem(signer.public_pem(), "k.pub");
    // Often enough for numbers with and without a first bit and, one in 128, with a first byte of zero.
    for (int i = 0; i < 300; ++i) {
      const std::string message = "message " + std::to_string(i);
      const std::string der = signer.sign(message, digest);
      const std::string sides = raw(der, number_bytes);
      EXPECT_EQ(ecdsa_der(der, number_bytes), der);
      EXPECT_EQ(ecdsa_der(sides, number_bytes), der);
      if (i > 3) continue;
      EXPECT_TRUE(key->verify(message, der));
      EXPECT_TRUE(key->verify(message, sides));
      EXPECT_FALSE(key->verify(message + ".", sides));
      EXPECT_FALSE(key->verify(message, sides.substr(number_bytes) + sides.substr(0, number_bytes)));
      EXPECT_FALSE(key->verify(message, sides + '\0'));
      EXPECT_FALSE(key->verify(message, sides.substr(0, sides.size() - 1)));
      EXPECT_FALSE(
          key->verify(message, '\0' + sides.substr(0, number_bytes) + '\0' + sides.substr(number_bytes)));
    }
  }
}

TEST(EcdsaSignature, one_curve_takes_no_sizes_of_the_other) {
  EXPECT_FALSE(ecdsa_der(std::string(96, 'x'), 32));
  EXPECT_FALSE(ecdsa_der(std::string(64, 'x'), 48));
  EXPECT_FALSE(ecdsa_der("", 32));
}

TEST(EcdsaSignature, der_has_one_form) {
  EXPECT_TRUE(ecdsa_der(bytes({0x30, 6, 2, 1, 1, 2, 1, 1}), k_p256_bytes));
  const std::initializer_list<int> others[] = {
      {0x30, 6, 2, 1, 1, 2, 1},              // cut short
      {0x30, 6, 2, 1, 1, 2, 1, 1, 0},        // a byte after it
      {0x30, 7, 2, 1, 1, 2, 1, 1, 0},        // a byte after the numbers
      {0x30, 5, 2, 1, 1, 2, 1, 1},           // shorter than its numbers
      {0x31, 6, 2, 1, 1, 2, 1, 1},           // a SET
      {0x30, 6, 3, 1, 1, 2, 1, 1},           // a BIT STRING
      {0x30, 6, 2, 1, 0x81, 2, 1, 1},        // below zero
      {0x30, 7, 2, 2, 0, 1, 2, 1, 1},        // a zero that is not needed
      {0x30, 5, 2, 0, 2, 1, 1},              // a number of no bytes
      {0x30, 0x81, 6, 2, 1, 1, 2, 1, 1},     // a long length
      {0x30, 7, 2, 0x81, 1, 1, 2, 1, 1},     // a long length inside
      {0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0},  // no length
      {0x30, 3, 2, 1, 1},                    // one number
      {0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1},  // three
  };
  for (const auto& other : others) EXPECT_FALSE(ecdsa_der(bytes(other), k_p256_bytes));
}

TEST(EcdsaSignature, a_number_is_no_longer_than_the_curve_has) {
  const auto with_first = [](const std::string& number) {
    const std::string content =
        "\x02" + std::string(1, static_cast<char>(number.size())) + number + "\x02\x01\x01";
    return "\x30" + std::string(1, static_cast<char>(content.size())) + content;
  };
  EXPECT_TRUE(ecdsa_der(with_first(std::string(32, '\x7f')), k_p256_bytes));
  EXPECT_TRUE(ecdsa_der(with_first('\0' + std::string(32, '\xff')), k_p256_bytes));
  EXPECT_FALSE(ecdsa_der(with_first(std::string(33, '\x7f')), k_p256_bytes));
  EXPECT_FALSE(ecdsa_der(with_first('\0' + std::string(33, '\xff')), k_p256_bytes));
}

// A public key for which any 64 bytes are a signature r, s of a message: Q = (sR - eG) / r, where R is a
// point whose x is r. Nobody knows its private half, and a check of r and s alone says yes.
class AnyKey {
 public:
  explicit AnyKey(const std::string& message, const std::string& numbers) {
    unsigned char digest[32];
    SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest);
    const auto* at = reinterpret_cast<const unsigned char*>(numbers.data());
    BN_bin2bn(at, 32, m_r.get());
    BN_bin2bn(at + 32, 32, m_s.get());
    BN_bin2bn(digest, 32, m_e.get());
    const std::unique_ptr<BN_CTX, void (*)(BN_CTX*)> context(BN_CTX_new(), BN_CTX_free);
    const BIGNUM* order = EC_GROUP_get0_order(m_group.get());
    const Point point(EC_POINT_new(m_group.get()), EC_POINT_free);
    const Point key(EC_POINT_new(m_group.get()), EC_POINT_free);
    m_exists =
        EC_POINT_set_compressed_coordinates(m_group.get(), point.get(), m_r.get(), 0, context.get()) == 1;
    ERR_clear_error();
    if (!m_exists) return;
    BN_mod_inverse(m_r.get(), m_r.get(), order, context.get());
    BN_mod_mul(m_s.get(), m_s.get(), m_r.get(), order, context.get());
    BN_mod_mul(m_e.get(), m_e.get(), m_r.get(), order, context.get());
    BN_sub(m_e.get(), order, m_e.get());
    EC_POINT_mul(m_group.get(), key.get(), m_e.get(), point.get(), m_s.get(), context.get());
    unsigned char octets[65];
    EC_POINT_point2oct(m_group.get(), key.get(), POINT_CONVERSION_UNCOMPRESSED, octets, 65, context.get());
    const std::string der = ForeignKey::ec("P-256").public_der();
    m_pem =
        write_pem("PUBLIC KEY", der.substr(0, der.size() - 65).append(reinterpret_cast<char*>(octets), 65));
  }

  bool exists() const { return m_exists; }
  const std::string& pem() const { return m_pem; }

 private:
  using Number = std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>;
  using Point = std::unique_ptr<EC_POINT, void (*)(EC_POINT*)>;

  std::unique_ptr<EC_GROUP, void (*)(EC_GROUP*)> m_group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
                                                         EC_GROUP_free};
  Number m_r{BN_new(), BN_free};
  Number m_s{BN_new(), BN_free};
  Number m_e{BN_new(), BN_free};
  bool m_exists = false;
  std::string m_pem;
};

TEST(EcdsaSignature, der_of_64_bytes_is_not_read_as_two_numbers_of_32) {
  int keys = 0;
  for (int filler = 1; filler < 20; ++filler) {
    const std::string der = bytes({0x30, 62, 2, 29}) + std::string(29, static_cast<char>(filler)) +
                            bytes({2, 29}) + std::string(29, '\x11');
    ASSERT_EQ(der.size(), 64u);
    EXPECT_EQ(ecdsa_der(der, k_p256_bytes), der);
    const AnyKey any("message", der);
    if (!any.exists()) continue;
    ++keys;
    const auto key = PublicKey::from_pem(any.pem(), "k.pub");
    ASSERT_TRUE(key) << key.error().render();
    EXPECT_FALSE(key->verify("message", der));
  }
  EXPECT_GT(keys, 3);
}

TEST(EcdsaSignature, a_key_made_for_two_numbers_shows_that_the_test_above_can_fail) {
  int keys = 0;
  for (int filler = 1; filler < 20; ++filler) {
    const std::string numbers = bytes({0x30, 62, 2, 29}) + std::string(60, static_cast<char>(filler));
    const AnyKey any("message", numbers);
    if (!any.exists()) continue;
    ++keys;
    EXPECT_TRUE(PublicKey::from_pem(any.pem(), "k.pub")->verify("message", numbers));
  }
  EXPECT_GT(keys, 3);
}

}  // namespace
}  // namespace pushgate::crypto
