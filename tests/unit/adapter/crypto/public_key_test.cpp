// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <string>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/keys.hpp"
#include "foreign_key.hpp"

namespace pushgate::crypto {
namespace {

// A public key, and a signature of it, that cosign made (the private half is not kept).
const std::string k_cosign_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEg3KqIKOuWmxJ74POVq91xmWnPSKz\n"
    "TCHM6+8PfV7M5NTioDM8kVKrGrfDcZqKvB+ml9j9jfDZ+mRK5sBkxqWESw==\n"
    "-----END PUBLIC KEY-----\n";
const std::string k_cosign_payload =
    R"({"critical":{"identity":{"docker-reference":"127.0.0.1:5055/t/a"},"image":{"docker-manifest-digest":)"
    R"("sha256:b67b6731f37f18128e616d658b919b85edc87cb0a95f52d419b6882a8c574577"},"type":"cosign container )"
    R"(image signature"},"optional":{"env":"prod"}})";
const std::string k_cosign_signature =
    "MEQCIGXRZCR8LQAXK+Y4IlEe4HsrfR66SHl2ChqyLnVfwQ1sAiBSuS+bI33YGoewnoxaNwJQrNPcd1LzoK5fE5jy0EZcZA==";

PublicKey read(const std::string& pem) {
  auto key = PublicKey::from_pem(pem, "k.pub");
  if (!key) throw std::runtime_error(key.error().render());
  return std::move(*key);
}

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

std::string error_of(const std::string& pem) {
  const auto key = PublicKey::from_pem(pem, "k.pub");
  if (key) return "read";
  EXPECT_EQ(key.error().code, ErrorCode::misuse);
  return key.error().render();
}

TEST(PublicKey, checks_what_cosign_signed) {
  const PublicKey key = read(k_cosign_key);
  const std::string signature = decode_base64(k_cosign_signature).value();
  ASSERT_EQ(k_cosign_payload.size(), 244u);
  EXPECT_TRUE(key.verify(k_cosign_payload, signature));
  EXPECT_FALSE(key.verify(k_cosign_payload + "\n", signature));
  EXPECT_EQ(key.to_pem(), k_cosign_key);
  const Digest fingerprint = key.fingerprint();
  EXPECT_EQ(
      encode_base64({reinterpret_cast<const char*>(fingerprint.bytes().data()), fingerprint.bytes().size()}),
      "PQ/aMLF/6NsxDkpK548zMhlEU2xL4KgtFMyLPsFT2vw=");
}

TEST(PublicKey, every_supported_kind_checks_its_own_and_no_other) {
  struct Case {
    ForeignKey key;
    const char* digest;
  };
  const Case cases[] = {{ForeignKey::ec("P-256"), "SHA256"},
                        {ForeignKey::ec("P-384"), "SHA384"},
                        {ForeignKey::rsa(2048), "SHA256"},
                        {ForeignKey::of("ED25519"), nullptr}};
  for (const Case& signer : cases) {
    const std::string signature = signer.key.sign("message", signer.digest);
    for (const Case& checker : cases) {
      const PublicKey key = read(checker.key.public_pem());
      EXPECT_EQ(key.verify("message", signature), &checker == &signer);
      EXPECT_FALSE(key.verify("massage", signature));
      EXPECT_FALSE(key.verify("", signature));
      EXPECT_FALSE(key.verify("message", ""));
      EXPECT_FALSE(key.verify("message", signature.substr(1)));
      EXPECT_FALSE(key.verify("message", signature.substr(0, signature.size() - 1)));
      EXPECT_FALSE(key.verify("message", signature + '\0'));
      EXPECT_FALSE(key.verify("message", signature + signature));
    }
  }
}

// RFC 8032 section 7.3: what cosign writes with an Ed25519 key.
TEST(PublicKey, ed25519_signature_over_a_digest_is_checked_too) {
  const std::string seed = bytes_of_hex("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
  const std::string signature = bytes_of_hex(
      "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
      "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406");
  const ForeignKey signer(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()), seed.size()));
  const PublicKey key = read(signer.public_pem());
  EXPECT_TRUE(key.verify("abc", signature));
  EXPECT_FALSE(key.verify("abd", signature));
  EXPECT_FALSE(key.verify("abc", signature + '\0'));
  EXPECT_FALSE(key.verify("abc", signature.substr(0, 63)));
  EXPECT_FALSE(read(ForeignKey::of("ED25519").public_pem()).verify("abc", signature));
}

TEST(PublicKey, digest_belongs_to_the_kind) {
  const ForeignKey p256 = ForeignKey::ec("P-256");
  EXPECT_FALSE(read(p256.public_pem()).verify("message", p256.sign("message", "SHA512")));
  const ForeignKey rsa = ForeignKey::rsa(2048);
  EXPECT_FALSE(read(rsa.public_pem()).verify("message", rsa.sign("message", "SHA1")));
}

// One signature, several spellings: BER that says the same must not pass where DER is meant.
TEST(PublicKey, ecdsa_signature_is_der_to_the_byte) {
  const ForeignKey signer = ForeignKey::ec("P-256");
  const PublicKey key = read(signer.public_pem());
  const std::string good = signer.sign("message", "SHA256");
  ASSERT_TRUE(key.verify("message", good));

  std::string long_length = good;  // 30 LL -> 30 81 LL
  long_length.insert(1, 1, '\x81');
  EXPECT_FALSE(key.verify("message", long_length));

  std::string padded_number = good;  // a leading zero that the number r does not need
  const auto r_size = static_cast<unsigned char>(good[3]);
  padded_number.insert(4, 1, '\0');
  padded_number[3] = static_cast<char>(r_size + 1);
  ++padded_number[1];
  EXPECT_FALSE(key.verify("message", padded_number));

  std::string third_number = good + std::string("\x02\x01\x00", 3);
  third_number[1] = static_cast<char>(third_number[1] + 3);
  EXPECT_FALSE(key.verify("message", third_number));

  std::string indefinite = good + std::string(2, '\0');
  indefinite[1] = '\x80';
  EXPECT_FALSE(key.verify("message", indefinite));
}

TEST(PublicKey, zero_is_no_signature) {
  const PublicKey key = read(ForeignKey::ec("P-256").public_pem());
  EXPECT_FALSE(key.verify("message", std::string("\x30\x06\x02\x01\x00\x02\x01\x00", 8)));
}

TEST(PublicKey, a_failed_check_leaves_no_error_for_others) {
  const PublicKey key = read(k_cosign_key);
  EXPECT_FALSE(key.verify("message", "nothing like DER"));
  EXPECT_EQ(error_of(write_pem("PUBLIC KEY", "x")),
            "pushgate: error: k.pub: holds no public key; expected ECDSA P-256 or P-384, RSA of 2048 to 8192 "
            "bits, or Ed25519\n");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

/// RSA of 16384 bits; the modulus is no product of primes, which would take minutes to find.
std::string huge_rsa() {
  const std::string modulus = std::string(1, '\0').append(2048, '\xff');
  const auto element = [](char tag, const std::string& content) {
    return std::string{tag, '\x82', static_cast<char>(content.size() >> 8),
                       static_cast<char>(content.size() & 0xff)} +
           content;
  };
  const std::string algorithm("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 15);
  const std::string key = element('\x30', element('\x02', modulus) + std::string("\x02\x03\x01\x00\x01", 5));
  return write_pem("PUBLIC KEY", element('\x30', algorithm + element('\x03', '\0' + key)));
}

TEST(PublicKey, other_kinds_are_named) {
  const std::string expected = "; expected ECDSA P-256 or P-384, RSA of 2048 to 8192 bits, or Ed25519\n";
  EXPECT_EQ(error_of(ForeignKey::rsa(1024).public_pem()),
            "pushgate: error: k.pub: is a key of RSA with 1024 bits" + expected);
  EXPECT_EQ(error_of(ForeignKey::rsa(512).public_pem()),
            "pushgate: error: k.pub: is a key of RSA with 512 bits" + expected);
  EXPECT_EQ(error_of(huge_rsa()), "pushgate: error: k.pub: is a key of RSA with 16384 bits" + expected);
  EXPECT_EQ(error_of(ForeignKey::ec("secp256k1").public_pem()),
            "pushgate: error: k.pub: is a key of ECDSA over secp256k1" + expected);
  EXPECT_EQ(error_of(ForeignKey::of("X25519").public_pem()),
            "pushgate: error: k.pub: is a key of X25519" + expected);
}

TEST(PublicKey, curve_spelled_out_is_refused) {
  const ForeignKey key = ForeignKey::ec("P-256");
  ASSERT_EQ(
      EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT),
      1);
  ASSERT_GT(key.public_der().size(), 200u);
  EXPECT_EQ(error_of(key.public_pem()),
            "pushgate: error: k.pub: is a key of ECDSA over a curve given by its parameters; expected ECDSA "
            "P-256 or P-384, RSA of 2048 to 8192 bits, or Ed25519\n");
}

TEST(PublicKey, bytes_after_the_key_are_refused) {
  EXPECT_EQ(error_of(write_pem("PUBLIC KEY", ForeignKey::ec("P-256").public_der() + "xy")),
            "pushgate: error: k.pub: has 2 bytes after its public key\n");
}

TEST(PublicKey, a_private_key_is_not_taken_for_one) {
  EXPECT_EQ(error_of(write_pem("ENCRYPTED SIGSTORE PRIVATE KEY", "{}")),
            "pushgate: error: k.pub: holds ENCRYPTED SIGSTORE PRIVATE KEY; expected PUBLIC KEY\n"
            "  hint: give the .pub file that was made with the key; `pushgate key public` prints it\n");
  EXPECT_EQ(error_of(write_pem("CERTIFICATE", "x")),
            "pushgate: error: k.pub: holds CERTIFICATE; expected PUBLIC KEY\n"
            "  hint: `openssl x509 -pubkey -noout -in FILE` prints the public key in it\n");
}

TEST(PublicKey, a_point_that_is_not_on_the_curve_is_refused) {
  std::string der = ForeignKey::ec("P-256").public_der();
  der.back() = static_cast<char>(der.back() ^ 1);
  EXPECT_EQ(error_of(write_pem("PUBLIC KEY", der)),
            "pushgate: error: k.pub: holds no public key; expected ECDSA P-256 or P-384, RSA of 2048 to 8192 "
            "bits, or Ed25519\n");
}

// One byte, 0, which OpenSSL reads as a key.
TEST(PublicKey, the_point_at_infinity_is_no_key) {
  const std::string of_p256(
      "\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 21);
  const std::string der = std::string("\x30\x19", 2) + of_p256 + std::string("\x03\x02\x00\x00", 4);
  EXPECT_EQ(error_of(write_pem("PUBLIC KEY", der)),
            "pushgate: error: k.pub: holds a point that is not on its curve\n");
}

TEST(PublicKey, cut_short_anywhere) {
  for (const ForeignKey& key : {ForeignKey::ec("P-384"), ForeignKey::of("ED25519"), ForeignKey::rsa(2048)}) {
    const std::string der = key.public_der();
    for (std::size_t size = 0; size < der.size(); ++size) {
      EXPECT_EQ(error_of(write_pem("PUBLIC KEY", der.substr(0, size))).find("read"), std::string::npos)
          << size;
    }
  }
}

}  // namespace
}  // namespace pushgate::crypto
