// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/pkcs8.hpp"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <string>

#include "adapter/crypto/pem.hpp"
#include "foreign_key.hpp"
#include "passwords.hpp"

namespace pushgate::crypto {
namespace {

constexpr std::string_view k_plain = "PRIVATE KEY";
constexpr std::string_view k_encrypted = "ENCRYPTED PRIVATE KEY";
constexpr std::string_view k_sec1 = "EC PRIVATE KEY";
const std::string k_anew =
    "  hint: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW` encrypts it anew\n";
const std::string k_make = "  hint: make one with `pushgate key generate`\n";

X509_ALGOR* pbkdf2(int rounds, int hmac = NID_hmacWithSHA256, const EVP_CIPHER* cipher = EVP_aes_256_cbc()) {
  return PKCS5_pbe2_set_iv(cipher, rounds, nullptr, 0, nullptr, hmac);
}

X509_ALGOR* scrypt(std::uint64_t n, std::uint64_t r, std::uint64_t p) {
  return PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), nullptr, 0, nullptr, n, r, p);
}

/// An encrypted key that says what it costs, without anybody having paid it.
std::string unpaid(X509_ALGOR* scheme) {
  X509_SIG* sealed = X509_SIG_new();
  X509_ALGOR* algorithm = nullptr;
  ASN1_OCTET_STRING* data = nullptr;
  X509_SIG_getm(sealed, &algorithm, &data);
  X509_ALGOR_copy(algorithm, scheme);
  X509_ALGOR_free(scheme);
  ASN1_OCTET_STRING_set(data, reinterpret_cast<const unsigned char*>("0123456789abcdef"), 16);
  unsigned char* der = nullptr;
  const int size = i2d_X509_SIG(sealed, &der);
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  X509_SIG_free(sealed);
  return write_pem(k_encrypted, out);
}

std::string error_of(const std::string& pem, const PasswordSource& password = nobody_asked()) {
  const auto key = PrivateKey::from_pem(pem, password, "k.pem");
  if (key) return "read";
  EXPECT_EQ(key.error().code, ErrorCode::misuse);
  return key.error().render();
}

std::string import_error(const std::string& pem) {
  const auto key = PrivateKey::import_pem(pem, nobody_asked(), "k.pem");
  return key ? "read" : key.error().render();
}

std::string bad(const std::string& what) {
  return "pushgate: error: k.pem: " + what + "\n";
}

TEST(Pkcs8, plain_key_signs_without_a_password) {
  const ForeignKey foreign = ForeignKey::ec("P-256");
  const auto key = PrivateKey::from_pem(write_pem(k_plain, foreign.pkcs8_der()), nobody_asked(), "k.pem");
  ASSERT_TRUE(key) << key.error().render();
  EXPECT_EQ(key->public_key()->to_pem(), foreign.public_pem());
  EXPECT_TRUE(PublicKey::from_pem(foreign.public_pem(), "k.pub")->verify("message", *key->sign("message")));
}

TEST(Pkcs8, encrypted_by_every_scheme_that_is_taken) {
  const ForeignKey foreign = ForeignKey::ec("P-256");
  X509_ALGOR* const schemes[] = {pbkdf2(2048),
                                 pbkdf2(1, NID_hmacWithSHA1, EVP_aes_128_cbc()),
                                 pbkdf2(7, NID_hmacWithSHA512, EVP_aes_192_cbc()),
                                 pbkdf2(7, NID_hmacWithSHA256, EVP_des_ede3_cbc()),
                                 pbkdf2(2'000'000),
                                 scrypt(16384, 8, 1)};
  for (X509_ALGOR* scheme : schemes) {
    const std::string pem = write_pem(k_encrypted, foreign.encrypted_der(scheme, "pw"));
    const auto key = PrivateKey::from_pem(pem, giving("pw"), "k.pem");
    ASSERT_TRUE(key) << key.error().render();
    EXPECT_EQ(key->public_key()->to_pem(), foreign.public_pem());
  }
}

TEST(Pkcs8, wrong_password) {
  const std::string pem = write_pem(k_encrypted, ForeignKey::ec("P-256").encrypted_der(pbkdf2(1), "right"));
  for (const std::string password : {"wrong", "", "right "}) {
    EXPECT_EQ(error_of(pem, giving(password)),
              bad("wrong password, or a damaged file") +
                  "  hint: set COSIGN_PASSWORD to the password that the key was made with\n");
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Pkcs8, empty_password_is_one) {
  const std::string pem = write_pem(k_encrypted, ForeignKey::ec("P-256").encrypted_der(pbkdf2(1), ""));
  EXPECT_EQ(error_of(pem, giving("")), "read");
}

TEST(Pkcs8, costs_are_refused_before_anybody_is_asked) {
  EXPECT_EQ(error_of(unpaid(pbkdf2(2'000'001))),
            bad("is encrypted by 2000001 rounds of PBKDF2; expected at most 2000000") + k_anew);
  EXPECT_EQ(error_of(unpaid(pbkdf2(2147483647))),
            bad("is encrypted by 2147483647 rounds of PBKDF2; expected at most 2000000") + k_anew);
  const std::string scrypt_limits = "; expected N*r of at most 131072 and p of at most 16";
  EXPECT_EQ(error_of(unpaid(scrypt(16384, 8, 17))),
            bad("is encrypted by scrypt with N=16384, r=8, p=17" + scrypt_limits) + k_anew);
  EXPECT_EQ(error_of(unpaid(scrypt(16384, 9, 1))),
            bad("is encrypted by scrypt with N=16384, r=9, p=1" + scrypt_limits) + k_anew);
}

TEST(Pkcs8, costs_that_openssl_would_not_write) {
  std::string der = read_pem(unpaid(scrypt(16384, 8, 1)), "k")->bytes;
  const std::string costs("\x02\x02\x40\x00\x02\x01\x08\x02\x01\x01", 10);
  const std::size_t at = der.find(costs);
  ASSERT_NE(at, std::string::npos);
  const auto with = [&](std::string_view numbers) {
    der.replace(at, costs.size(), numbers);
    return error_of(write_pem(k_encrypted, der));
  };
  EXPECT_EQ(with({"\x02\x02\x7f\xff\x02\x01\x7f\x02\x01\x01", 10}),
            bad("is encrypted by scrypt with N=32767, r=127, p=1; expected N*r of at most 131072 and p of at "
                "most 16") +
                k_anew);
  EXPECT_EQ(with({"\x02\x04\x7f\xff\xff\xff\x02\x00\x02\x00", 10}),
            bad("has scrypt parameters that are none"));
  EXPECT_EQ(with({"\x02\x02\x7f\xff\x02\x01\x7f\x02\x01\x00", 10}),
            bad("has scrypt parameters that are none"));
  EXPECT_EQ(with({"\x02\x02\x80\x00\x02\x01\x08\x02\x01\x01", 10}),
            bad("has scrypt parameters that are none"));
}

TEST(Pkcs8, other_schemes_are_named) {
  EXPECT_EQ(error_of(unpaid(PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2048, nullptr, 0))),
            bad("is encrypted by pbeWithSHA1And3-KeyTripleDES-CBC; expected PBES2") + k_anew);
  EXPECT_EQ(error_of(unpaid(pbkdf2(1, NID_hmacWithMD5))),
            bad("is encrypted by PBKDF2 with hmacWithMD5; expected HMAC with SHA-1 or SHA-2") + k_anew);
  EXPECT_EQ(error_of(unpaid(pbkdf2(1, NID_hmacWithSHA256, EVP_camellia_256_cbc()))),
            bad("is encrypted with camellia-256-cbc; expected AES in CBC mode") + k_anew);
}

TEST(Pkcs8, another_way_from_the_password_to_the_key_is_named) {
  std::string der = read_pem(unpaid(pbkdf2(1)), "k")->bytes;
  const std::string pbkdf2_oid("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", 9);
  der.replace(der.find(pbkdf2_oid), pbkdf2_oid.size(), "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x7f");
  EXPECT_EQ(
      error_of(write_pem(k_encrypted, der)),
      bad("is encrypted with 1.2.840.113549.1.5.127 for the password; expected PBKDF2 or scrypt") + k_anew);
}

TEST(Pkcs8, only_p256_signs) {
  const std::string expected = "; expected ECDSA P-256";
  EXPECT_EQ(error_of(write_pem(k_plain, ForeignKey::ec("P-384").pkcs8_der())),
            bad("is a key of ECDSA P-384" + expected) + k_make);
  EXPECT_EQ(error_of(write_pem(k_plain, ForeignKey::ec("secp256k1").pkcs8_der())),
            bad("is a key of ECDSA over secp256k1" + expected) + k_make);
  EXPECT_EQ(error_of(write_pem(k_plain, ForeignKey::rsa(512).pkcs8_der())),
            bad("is a key of RSA with 512 bits" + expected) + k_make);
  EXPECT_EQ(error_of(write_pem(k_plain, ForeignKey::of("ED25519").pkcs8_der())),
            bad("is a key of Ed25519" + expected) + k_make);
  EXPECT_EQ(error_of(write_pem(k_encrypted, ForeignKey::of("ED25519").encrypted_der(pbkdf2(1), "pw")),
                     giving("pw")),
            bad("is a key of Ed25519" + expected) + k_make);
}

TEST(Pkcs8, an_algorithm_that_nobody_knows_is_named) {
  std::string der = ForeignKey::of("ED25519").pkcs8_der();
  const std::size_t at = der.find("\x2b\x65\x70");  // 1.3.101.112
  der.replace(at, 3, "\x2b\x65\x7f");
  EXPECT_EQ(
      error_of(write_pem(k_plain, der)),
      bad("holds a private key (1.3.101.127) that is damaged or of an unknown kind; expected ECDSA P-256"));
}

TEST(Pkcs8, curve_spelled_out_is_refused) {
  const ForeignKey key = ForeignKey::ec("P-256");
  ASSERT_EQ(
      EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT),
      1);
  EXPECT_EQ(error_of(write_pem(k_plain, key.pkcs8_der())),
            bad("is a key of ECDSA over a curve given by its parameters; expected ECDSA P-256") + k_make);
}

TEST(Pkcs8, halves_of_two_keys_are_no_pair) {
  std::string der = ForeignKey::ec("P-256").pkcs8_der();
  const std::string other = ForeignKey::ec("P-256").public_der();
  der.replace(der.size() - 64, 64, other.substr(other.size() - 64));
  EXPECT_EQ(error_of(write_pem(k_plain, der)),
            bad("holds a private and a public half that are not of one key"));
  der.replace(der.size() - 64, 64, std::string(64, '\x01'));  // no point of the curve
  EXPECT_EQ(error_of(write_pem(k_plain, der)), bad("holds a private key (id-ecPublicKey) that is damaged or "
                                                   "of an unknown kind; expected ECDSA P-256"));
}

TEST(Pkcs8, cut_short_anywhere) {
  const std::string plain = ForeignKey::ec("P-256").pkcs8_der();
  for (std::size_t size = 0; size < plain.size(); ++size) {
    EXPECT_EQ(error_of(write_pem(k_plain, plain.substr(0, size))),
              bad("holds no private key in the form of PKCS #8"))
        << size;
  }
  const std::string encrypted = ForeignKey::ec("P-256").encrypted_der(pbkdf2(1), "pw");
  for (std::size_t size = 0; size < encrypted.size(); ++size) {
    EXPECT_EQ(error_of(write_pem(k_encrypted, encrypted.substr(0, size))),
              bad("holds no encrypted private key in the form of PKCS #8"))
        << size;
  }
}

TEST(Pkcs8, bytes_after_the_key_are_refused) {
  const ForeignKey key = ForeignKey::ec("P-256");
  EXPECT_EQ(error_of(write_pem(k_plain, key.pkcs8_der() + "x")), bad("has bytes after its private key"));
  EXPECT_EQ(error_of(write_pem(k_encrypted, key.encrypted_der(pbkdf2(1), "pw") + "x")),
            bad("has bytes after its private key"));
  EXPECT_EQ(import_error(write_pem(k_sec1, key.sec1_der() + "x")), bad("has bytes after its private key"));
}

TEST(Pkcs8, one_form_under_the_label_of_another_is_refused) {
  const ForeignKey key = ForeignKey::ec("P-256");
  EXPECT_EQ(error_of(write_pem(k_encrypted, key.pkcs8_der())),
            bad("holds no encrypted private key in the form of PKCS #8"));
  EXPECT_EQ(error_of(write_pem(k_plain, key.encrypted_der(pbkdf2(1), "pw"))),
            bad("holds no private key in the form of PKCS #8"));
  EXPECT_EQ(error_of(write_pem(k_plain, key.sec1_der())), bad("holds no private key in the form of PKCS #8"));
}

TEST(Sec1, is_imported_and_signs_not_as_it_is) {
  const ForeignKey foreign = ForeignKey::ec("P-256");
  const std::string pem = write_pem(k_sec1, foreign.sec1_der());
  const std::string hint =
      "  hint: `openssl pkcs8 -topk8 -in FILE -out NEW` writes the form that is expected; `pushgate key "
      "import` "
      "writes cosign's\n";
  EXPECT_EQ(error_of(pem),
            bad("holds EC PRIVATE KEY; expected ENCRYPTED SIGSTORE PRIVATE KEY, PRIVATE KEY or "
                "ENCRYPTED PRIVATE KEY") +
                hint);
  EXPECT_EQ(error_of(write_pem("EC PARAMETERS", "x") + pem),
            bad("has text after its line -----END EC PARAMETERS-----; expected one key") + hint);
  const auto key = PrivateKey::import_pem(pem, nobody_asked(), "k.pem");
  ASSERT_TRUE(key) << key.error().render();
  EXPECT_EQ(key->public_key()->to_pem(), foreign.public_pem());
  EXPECT_EQ(import_error(write_pem(k_sec1, ForeignKey::ec("P-384").sec1_der())),
            bad("is a key of ECDSA P-384; expected ECDSA P-256") + k_make);
  EXPECT_EQ(import_error(write_pem(k_sec1, "x")), bad("holds no private key in the form of SEC 1"));
}

TEST(PrivateKey, every_form_is_imported) {
  const ForeignKey foreign = ForeignKey::ec("P-256");
  const auto key = PrivateKey::import_pem(write_pem(k_encrypted, foreign.encrypted_der(pbkdf2(1), "pw")),
                                          giving("pw"), "k.pem");
  ASSERT_TRUE(key) << key.error().render();
  EXPECT_EQ(key->public_key()->to_pem(), foreign.public_pem());
  EXPECT_EQ(import_error(write_pem(k_plain, foreign.pkcs8_der())), "read");
}

TEST(PrivateKey, other_labels_are_told_what_to_do) {
  const std::string expected =
      "; expected ENCRYPTED SIGSTORE PRIVATE KEY, PRIVATE KEY or ENCRYPTED PRIVATE KEY";
  EXPECT_EQ(error_of(ForeignKey::ec("P-256").public_pem()),
            bad("holds PUBLIC KEY" + expected) + "  hint: give the .key file that was made with it\n");
  EXPECT_EQ(error_of(write_pem("RSA PRIVATE KEY", "x")), bad("holds RSA PRIVATE KEY" + expected) + k_make);
  EXPECT_EQ(
      error_of(write_pem("OPENSSH PRIVATE KEY", "x")),
      bad("holds OPENSSH PRIVATE KEY" + expected) +
          "  hint: `ssh-keygen -p -m PKCS8 -f COPY` turns a copy of it into the form that is expected\n");
}

TEST(PrivateKey, a_text_that_is_too_long_is_not_looked_at) {
  EXPECT_EQ(error_of(write_pem(k_plain, std::string(150'000, 'x'))),
            bad("is 203179 bytes long; expected a key of at most 65536"));
}

}  // namespace
}  // namespace pushgate::crypto
