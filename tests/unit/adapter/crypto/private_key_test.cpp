// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/key_box.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/pem.hpp"
#include "adapter/json/json.hpp"
#include "foreign_key.hpp"
#include "passwords.hpp"

namespace pushgate::crypto {
namespace {

constexpr std::string_view k_label = "ENCRYPTED SIGSTORE PRIVATE KEY";

std::string counting(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

Secret secret_of(std::string_view text) {
  Secret secret(text.size());
  std::copy(text.begin(), text.end(), secret.data());
  return secret;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    out += k_digits[static_cast<unsigned char>(byte) >> 4];
    out += k_digits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

/// A box as cosign lays it out, with one text in it replaced.
std::string box_with(std::string_view part, std::string_view replacement) {
  std::string box = R"({"kdf":{"name":"scrypt","params":{"N":65536,"r":8,"p":1},"salt":")" +
                    encode_base64(counting(32)) + R"("},"cipher":{"name":"nacl/secretbox","nonce":")" +
                    encode_base64(counting(24)) + R"("},"ciphertext":")" + encode_base64(counting(154)) +
                    R"("})";
  const std::size_t at = box.find(part);
  EXPECT_NE(at, std::string::npos);
  return box.replace(at, part.size(), replacement);
}

/// The same with a real secret in it, under the password `pw`.
std::string sealed_box(std::string_view secret, std::uint64_t cost) {
  const auto key = stretch_password("pw", counting(32), cost);
  const std::string filler = encode_base64(counting(154));
  std::string box = box_with("65536", std::to_string(cost));
  return box.replace(box.find(filler), filler.size(),
                     encode_base64(seal_secret(secret_of(secret), counting(24), key.value())));
}

std::string error_of(const std::string& pem, const std::string& password = "pw") {
  const auto key = PrivateKey::from_pem(pem, giving(password), "cosign.key");
  if (key) return "read";
  EXPECT_EQ(key.error().code, ErrorCode::misuse);
  return key.error().render();
}

TEST(KeyBox, known_values) {
  const auto key = stretch_password("pw", counting(32), 65536);
  ASSERT_TRUE(key);
  EXPECT_EQ(hex(key->view()), "02ca6d7dfb74da475ef104e2138bbc1873333547db86b4849cf59addf0f669f4");
  EXPECT_EQ(hex(seal_secret(secret_of("hello pushgate"), counting(24), *key)),
            "ca098dfb9719d1c35fe78b7883bbda4dac89ea75dfb9111185f01434426c");
}

TEST(KeyBox, has_the_members_that_cosign_writes_in_their_order) {
  const auto box = seal_key_box(secret_of("x"), "pw");
  ASSERT_TRUE(box);
  EXPECT_THAT(*box, testing::MatchesRegex(
                        R"(\{"kdf":\{"name":"scrypt","params":\{"N":65536,"r":8,"p":1\},"salt":"[^"]+"\},)"
                        R"("cipher":\{"name":"nacl/secretbox","nonce":"[^"]+"\},"ciphertext":"[^"]+"\})"));
  const auto again = seal_key_box(secret_of("x"), "pw");
  ASSERT_TRUE(again);
  EXPECT_NE(*box, *again);
}

TEST(PrivateKey, comes_back_from_its_box) {
  const auto key = PrivateKey::generate();
  ASSERT_TRUE(key);
  for (const std::string password : {"correct horse", ""}) {
    const auto pem = key->to_encrypted_pem(password);
    ASSERT_TRUE(pem);
    EXPECT_TRUE(pem->starts_with("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"));
    const auto back = PrivateKey::from_pem(*pem, giving(password), "cosign.key");
    ASSERT_TRUE(back) << back.error().render();
    EXPECT_EQ(back->public_key()->to_pem(), key->public_key()->to_pem());
  }
}

TEST(PrivateKey, wrong_password) {
  const auto pem = PrivateKey::generate()->to_encrypted_pem("right");
  ASSERT_TRUE(pem);
  EXPECT_EQ(error_of(*pem, "wrong"),
            "pushgate: error: cosign.key: wrong password\n"
            "  hint: set COSIGN_PASSWORD to the password that the key was made with\n");
}

TEST(PrivateKey, older_label_and_the_other_costs_are_read) {
  const ForeignKey foreign = ForeignKey::ec("P-256");
  for (const std::uint64_t cost : {32768u, 131072u}) {
    const std::string box = sealed_box(foreign.pkcs8_der(), cost);
    const auto read =
        PrivateKey::from_pem(write_pem("ENCRYPTED COSIGN PRIVATE KEY", box), giving("pw"), "cosign.key");
    ASSERT_TRUE(read) << read.error().render();
    EXPECT_EQ(read->public_key()->to_pem(), foreign.public_pem());
  }
}

TEST(PrivateKey, signs_what_its_public_key_checks) {
  const auto key = PrivateKey::generate();
  const auto other = PrivateKey::generate();
  ASSERT_TRUE(key && other);
  const auto signature = key->sign("message");
  ASSERT_TRUE(signature);
  EXPECT_TRUE(key->public_key()->verify("message", *signature));
  EXPECT_FALSE(key->public_key()->verify("message ", *signature));
  EXPECT_FALSE(other->public_key()->verify("message", *signature));
}

TEST(PrivateKey, a_box_of_another_form_is_refused_before_scrypt_runs) {
  const auto boxed = [](std::string_view part, std::string_view replacement) {
    return error_of(write_pem(k_label, box_with(part, replacement)));
  };
  const std::string costs = "; expected N=32768, 65536 or 131072, r=8, p=1\n";
  EXPECT_EQ(boxed("65536", "16384"),
            "pushgate: error: cosign.key: kdf: scrypt costs are N=16384, r=8, p=1" + costs);
  EXPECT_EQ(boxed("65536", "1073741824"),
            "pushgate: error: cosign.key: kdf: scrypt costs are N=1073741824, r=8, p=1" + costs);
  EXPECT_EQ(boxed("\"r\":8", "\"r\":1024"),
            "pushgate: error: cosign.key: kdf: scrypt costs are N=65536, r=1024, p=1" + costs);
  EXPECT_EQ(boxed("\"p\":1", "\"p\":2"),
            "pushgate: error: cosign.key: kdf: scrypt costs are N=65536, r=8, p=2" + costs);
  EXPECT_EQ(boxed("65536", "-1"),
            "pushgate: error: cosign.key: kdf: member \"N\" is -1; expected a whole number from 0\n");
  EXPECT_EQ(boxed("scrypt", "pbkdf2"),
            "pushgate: error: cosign.key: kdf: member \"name\" is \"pbkdf2\"; expected \"scrypt\"\n");
  EXPECT_EQ(boxed("nacl/secretbox", "aes"),
            "pushgate: error: cosign.key: cipher: member \"name\" is \"aes\"; expected \"nacl/secretbox\"\n");
  EXPECT_EQ(boxed(encode_base64(counting(32)), "AAAA"),
            "pushgate: error: cosign.key: kdf: member \"salt\" has 3 bytes; expected 32\n");
  EXPECT_EQ(boxed("\"nonce\":\"" + encode_base64(counting(24)), "\"nonce\":\"AAAA"),
            "pushgate: error: cosign.key: cipher: member \"nonce\" has 3 bytes; expected 24\n");
  EXPECT_EQ(boxed(encode_base64(counting(154)), encode_base64(counting(16))),
            "pushgate: error: cosign.key: member \"ciphertext\" has 16 bytes; expected 17 to 65536\n");
  EXPECT_EQ(boxed(encode_base64(counting(32)), "!"),
            "pushgate: error: cosign.key: kdf: member \"salt\" is no base64: it is 1 characters long; "
            "expected a multiple of 4, with padding\n");
  EXPECT_EQ(error_of(write_pem(k_label, "{}")),
            "pushgate: error: cosign.key: member \"kdf\" is missing; expected a value\n");
}

TEST(PrivateKey, a_box_of_another_form_asks_for_no_password) {
  const auto key = PrivateKey::from_pem(write_pem(k_label, "{}"), nobody_asked(), "cosign.key");
  EXPECT_FALSE(key);
}

TEST(PrivateKey, what_is_in_the_box_is_a_key_that_signs) {
  const auto boxed = [](const std::string& der) {
    return error_of(write_pem(k_label, sealed_box(der, 32768)));
  };
  EXPECT_EQ(boxed(ForeignKey::ec("P-384").pkcs8_der()),
            "pushgate: error: cosign.key: is a key of ECDSA P-384; expected ECDSA P-256\n"
            "  hint: make one with `pushgate key generate`\n");
  EXPECT_EQ(boxed(ForeignKey::ec("P-256").pkcs8_der() + "x"),
            "pushgate: error: cosign.key: has bytes after its private key\n");
  EXPECT_EQ(boxed("no key"), "pushgate: error: cosign.key: holds no private key in the form of PKCS #8\n");
}

TEST(PrivateKey, a_box_cut_short_anywhere_is_refused) {
  const std::string pem = write_pem(k_label, sealed_box(ForeignKey::ec("P-256").pkcs8_der(), 32768));
  ASSERT_EQ(error_of(pem), "read");
  for (std::size_t size = 0; size + 1 < pem.size(); ++size) {
    EXPECT_FALSE(PrivateKey::from_pem(pem.substr(0, size), nobody_asked(), "cosign.key")) << size;
  }
}

TEST(RandomBytes, differ) {
  EXPECT_EQ(random_bytes(24).size(), 24u);
  EXPECT_NE(random_bytes(24), random_bytes(24));
}

}  // namespace
}  // namespace pushgate::crypto
