// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "plan/fleet.hpp"

namespace pushgate::plan {
namespace {

/// What is printed for a fleet file that must not be read.
std::string errors_of(std::string_view text) {
  const auto fleet = parse_fleet(text, "pushgate.yaml");
  if (fleet) return "no error";
  EXPECT_EQ(fleet.error().code, ErrorCode::misuse);
  return fleet.error().render();
}

TEST(FleetErrors, unknown_and_duplicate_keys_have_a_place) {
  EXPECT_EQ(errors_of("version: 1\nservices:\n  app:\n    lokc: requirements.lock\n"),
            "pushgate: error: pushgate.yaml:4:5: unknown key 'lokc'; expected one of baseline, context, "
            "dockerfile, family, lock, machines, ports\n"
            "  hint: did you mean 'lock'?\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nservices: {web: {}}\n"),
            "pushgate: error: pushgate.yaml:3:1: duplicate key 'services'; expected each key once\n");
  EXPECT_EQ(
      errors_of("version: 1\nservices: {app: {}}\nfleet: yes\n"),
      "pushgate: error: pushgate.yaml:3:1: unknown key 'fleet'; expected one of cache, cuda, "
      "families, machines, policy, python, receipts, registry, retention, rollout, services, signers, tag, "
      "torch_cuda_arch_list, user, version\n");
}

TEST(FleetErrors, all_are_told_in_the_order_of_the_file) {
  EXPECT_EQ(errors_of("version: 2\n"
                      "tag: latest\n"
                      "services:\n"
                      "  app:\n"
                      "    ports: {service: 70000, health: http}\n"
                      "    family: family-torch\n"
                      "    machines: [mainpc]\n"),
            "pushgate: error: pushgate.yaml:1:10: \"version\" is out of range; expected 1, got 2\n"
            "pushgate: error: pushgate.yaml:2:6: \"tag\" is 'latest'; expected YYYYMMDD-<git_sha>, the one "
            "form that is known\n"
            "pushgate: error: pushgate.yaml:5:22: \"service\" is out of range; expected one from 1 to 65535, "
            "got 70000\n"
            "pushgate: error: pushgate.yaml:5:37: \"health\" is not a whole number; expected one from 1 to "
            "65535, got \"http\"\n"
            "pushgate: error: pushgate.yaml:6:13: family 'family-torch' of service 'app' is not defined; the "
            "file has no 'families'\n"
            "pushgate: error: pushgate.yaml:7:16: machine 'mainpc' of service 'app' is not defined; the file "
            "has no 'machines'\n");
}

TEST(FleetErrors, what_must_be_there) {
  EXPECT_EQ(errors_of(""),
            "pushgate: error: pushgate.yaml:1:1: \"the fleet file\" is not a mapping; expected a mapping, "
            "got nothing\n");
  EXPECT_EQ(errors_of("registry: ghcr.io/acme\n"),
            "pushgate: error: pushgate.yaml:1:1: key 'version' is missing in the fleet file\n"
            "pushgate: error: pushgate.yaml:1:1: key 'services' is missing in the fleet file\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {}\n"),
            "pushgate: error: pushgate.yaml:2:11: \"services\" is empty; expected at least one service\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: }\n"),
            "pushgate: error: pushgate.yaml:2:17: \"service 'app'\" is not a mapping; expected a mapping, "
            "got nothing\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {ports: {service: 80}}}\n"),
            "pushgate: error: pushgate.yaml:2:25: key 'health' is missing in ports of service 'app'\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nuser: {name: app}\n"),
            "pushgate: error: pushgate.yaml:3:7: key 'uid' is missing in user\n"
            "pushgate: error: pushgate.yaml:3:7: key 'gid' is missing in user\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nfamilies: {web: {}}\n"),
            "pushgate: error: pushgate.yaml:3:17: key 'image' is missing in family 'web'\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nsigners: [{name: a}]\n"),
            "pushgate: error: pushgate.yaml:3:11: key 'key' is missing in a signer\n");
}

TEST(FleetErrors, names_cannot_lead_anywhere) {
  EXPECT_EQ(errors_of("version: 1\nservices: {../app: {}}\n"),
            "pushgate: error: pushgate.yaml:2:12: '../app' is no name of a service; expected letters, "
            "digits, '.', '_' and '-', not '.' or '-' first, at most 128\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {a b: {}}\n"),
            "pushgate: error: pushgate.yaml:2:12: 'a b' is no name of a service; expected letters, digits, "
            "'.', '_' and '-', not '.' or '-' first, at most 128\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {-app: {}}\n"),
            "pushgate: error: pushgate.yaml:2:12: '-app' is no name of a service; expected letters, digits, "
            "'.', '_' and '-', not '.' or '-' first, at most 128\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {\"\": {}}\n"),
            "pushgate: error: pushgate.yaml:2:12: '' is no name of a service; expected letters, digits, '.', "
            "'_' and '-', not '.' or '-' first, at most 128\n");
  EXPECT_NE(errors_of("version: 1\nservices: {" + std::string(129, 'a') + ": {}}\n"), "no error");
  EXPECT_EQ(errors_of("version: 1\nservices: {" + std::string(128, 'a') + ": {}}\n"), "no error");
}

TEST(FleetErrors, references_must_lead_somewhere) {
  EXPECT_EQ(errors_of("version: 1\n"
                      "families: {web: {image: ghcr.io/a/web}, torch: {image: ghcr.io/a/torch}}\n"
                      "machines: {mainpc: {}}\n"
                      "services: {app: {family: wbe, machines: [mainpc, pc2, mainpc]}}\n"),
            "pushgate: error: pushgate.yaml:4:26: family 'wbe' of service 'app' is not defined; expected one "
            "of torch, web\n"
            "pushgate: error: pushgate.yaml:4:50: machine 'pc2' of service 'app' is not defined; expected "
            "one of mainpc\n"
            "pushgate: error: pushgate.yaml:4:55: machine 'mainpc' of service 'app' stands twice; expected "
            "it once\n");
}

TEST(FleetErrors, families_in_a_circle_are_named_once_with_their_places) {
  const std::string services = "services: {app: {}}\n";
  EXPECT_EQ(
      errors_of("version: 1\n" + services +
                "families:\n  web: {image: w, family: llm}\n  llm: {image: l, family: torch}\n"
                "  torch: {image: t, family: llm}\n"),
      "pushgate: error: pushgate.yaml:5:27: families are built on one another in a circle: 'llm' (5:27) "
      "on 'torch' (6:29) on 'llm'; expected one without \"family\"\n");
  EXPECT_EQ(
      errors_of("version: 1\n" + services + "families: {a: {image: a, family: a}}\n"),
      "pushgate: error: pushgate.yaml:3:34: families are built on one another in a circle: 'a' (3:34) on "
      "'a'; expected one without \"family\"\n");
  EXPECT_EQ(
      errors_of("version: 1\n" + services + "families: {a: {image: a, family: b}}\n"),
      "pushgate: error: pushgate.yaml:3:34: family 'b' of family 'a' is not defined; expected one of a\n");
}

TEST(FleetErrors, a_circle_of_many_families_is_told_by_its_length) {
  std::string text = "version: 1\nservices: {app: {}}\nfamilies:\n";
  for (int i = 0; i < 5000; ++i)
    text += "  f" + std::to_string(i) + ": {image: i, family: f" + std::to_string((i + 1) % 5000) + "}\n";
  const std::string errors = errors_of(text);
  EXPECT_NE(errors.find("'f0' (4:26) on 'f1' (5:26) on "), std::string::npos) << errors.substr(0, 500);
  EXPECT_NE(errors.find("'f19' (23:27) on 4980 more on 'f0'; expected"), std::string::npos)
      << errors.substr(0, 1000);
}

TEST(FleetErrors, a_port_of_a_machine_belongs_to_one_service) {
  EXPECT_EQ(errors_of("version: 1\nmachines: {pc: {}, pc2: {}}\nservices:\n"
                      "  a: {ports: {service: 80, health: 8080}, machines: [pc, pc2]}\n"
                      "  b: {machines: [pc2], ports: {service: 8080, health: 81}}\n"
                      "  c: {machines: [pc], ports: {service: 81, health: 82}}\n"),
            "pushgate: error: pushgate.yaml:5:41: service port 8080 of service 'b' is the health port of "
            "service 'a' (4:36) on machine 'pc2', too; expected another\n");
}

TEST(FleetErrors, what_a_family_provides_is_python_distributions) {
  EXPECT_EQ(
      errors_of("version: 1\nservices: {app: {}}\n"
                "families: {a: {image: a, provides: [torch, \"torch>=2\", Torch, \"\"]}}\n"),
      "pushgate: error: pushgate.yaml:3:44: 'torch>=2' is no name of a Python distribution; expected one "
      "as in torch\n"
      "pushgate: error: pushgate.yaml:3:56: 'torch' stands twice in \"provides\" of family 'a'; expected "
      "it once\n"
      "pushgate: error: pushgate.yaml:3:63: '' is no name of a Python distribution; expected one as in "
      "torch\n");
}

TEST(FleetErrors, versions_architectures_and_images_have_a_form) {
  const std::string start = "version: 1\nservices: {app: {}}\n";
  for (const char* python : {"3", "3.11.2", "3.x", "03.11", "3.1111", "3.", ".11"}) {
    EXPECT_EQ(errors_of(start + "python: \"" + python + "\"\n"),
              "pushgate: error: pushgate.yaml:3:9: \"python\" is '" + std::string(python) +
                  "'; expected two numbers, as in 3.11\n");
  }
  for (const char* architectures : {"", "8.9;", "8.9 8.6", "Ampere", "8.9;x", "8.9+ptx", "89"}) {
    EXPECT_EQ(errors_of(start + "torch_cuda_arch_list: \"" + architectures + "\"\n"),
              "pushgate: error: pushgate.yaml:3:23: \"torch_cuda_arch_list\" is '" +
                  std::string(architectures) +
                  "'; expected compute capabilities with ';' between, as in 8.9;8.6\n");
  }
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {baseline: --help}}\n"),
            "pushgate: error: pushgate.yaml:2:28: \"baseline\" is '--help'; expected an image, as in "
            "docker://ghcr.io/acme/app:1.0\n");
  EXPECT_EQ(
      errors_of(start + "cache: https://ghcr.io/acme/cache\n"),
      "pushgate: error: pushgate.yaml:3:8: \"cache\" is 'https://ghcr.io/acme/cache'; expected a host and "
      "a path, as in ghcr.io/acme/ai_system\n"
      "  hint: leave the scheme away\n");
}

TEST(FleetErrors, values_that_mean_nothing) {
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {ports: {service: 80, health: 80}}}\n"),
            "pushgate: error: pushgate.yaml:2:47: port 80 is the service port of service 'app', too; "
            "expected another\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nuser: {name: root, uid: 0, gid: 0}\n"),
            "pushgate: error: pushgate.yaml:3:25: \"uid\" is out of range; expected one from 1 to "
            "4294967294, got 0\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nregistry: https://ghcr.io/acme\n"),
            "pushgate: error: pushgate.yaml:3:11: \"registry\" is 'https://ghcr.io/acme'; expected a host "
            "and a path, as in ghcr.io/acme/ai_system\n"
            "  hint: leave the scheme away\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nregistry: ghcr.io/acme/\n"),
            "pushgate: error: pushgate.yaml:3:11: \"registry\" is 'ghcr.io/acme/'; expected a host and a "
            "path, as in ghcr.io/acme/ai_system\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {lock: \"\"}}\n"),
            "pushgate: error: pushgate.yaml:2:24: \"lock\" is empty; expected a path\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {lock: \"a\\tb\"}}\n"),
            "pushgate: error: pushgate.yaml:2:24: \"lock\" is 'a\\x09b'; expected a path without control "
            "characters\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {lock: \"a\\0b\"}}\n"),
            "pushgate: error: pushgate.yaml:2:24: holds a NUL byte; expected text\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nmachines: {pc: {env: {1X: a, OK: [b]}}}\n"),
            "pushgate: error: pushgate.yaml:3:23: '1X' is no name of an environment variable; expected "
            "letters, digits and '_', no digit first\n"
            "pushgate: error: pushgate.yaml:3:34: \"OK\" is not a text; expected a text, got a sequence\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nsigners: [{name: a, key: k}, {name: a, key: l}]\n"),
            "pushgate: error: pushgate.yaml:3:37: signer 'a' stands twice; expected it once\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nsigners: [{name: a, key: k}, {name: b, key: ./k}]\n"),
            "pushgate: error: pushgate.yaml:3:45: './k' is the key of signer 'a', too; expected a key of one "
            "name\n");
  EXPECT_EQ(
      errors_of("version: 1\nservices: {app: {}}\nsigners: [{name: a, key: k, from: 2026-02-30, util: b}]\n"),
      "pushgate: error: pushgate.yaml:3:35: \"from\" is '2026-02-30'; expected a day of the calendar, "
      "YYYY-MM-DD\n"
      "pushgate: error: pushgate.yaml:3:47: unknown key 'util'; expected one of from, key, name, until\n"
      "  hint: did you mean 'until'?\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nsigners:\n- name: a\n  key: k\n  from: 2026-01-02\n"
                      "  until: 2026-01-01\n"),
            "pushgate: error: pushgate.yaml:7:10: \"until\" is 2026-01-01, before \"from\", 2026-01-02; "
            "expected that day or a later one\n");
  EXPECT_EQ(
      errors_of("version: 1\nservices: {app: {}}\nreceipts: {max_age: 30}\n"),
      "pushgate: error: pushgate.yaml:3:21: \"max_age\" is '30'; expected hours or days, as in 72h or 7d\n");
  EXPECT_EQ(errors_of("version: 1\nservices: {app: {}}\nreceipts: {}\n"),
            "pushgate: error: pushgate.yaml:3:11: key 'max_age' is missing in receipts\n");
  EXPECT_EQ(
      errors_of("version: 1\nservices: {app: {}}\nretention: 5\nrollout: [a]\n"),
      "pushgate: error: pushgate.yaml:3:12: \"retention\" is not a mapping; expected a mapping, got \"5\"\n"
      "pushgate: error: pushgate.yaml:4:10: \"rollout\" is not a mapping; expected a mapping, got a "
      "sequence\n");
}

}  // namespace
}  // namespace pushgate::plan
