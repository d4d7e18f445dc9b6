// SPDX-License-Identifier: Apache-2.0
// policies/fleet.schema.json and the reader say the same, as far as a schema can say it.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "adapter/schema/schema.hpp"
#include "plan/fleet.hpp"
#include "support/source_file.hpp"
#include "unit/plan/yaml_as_json.hpp"

namespace pushgate::plan {
namespace {

bool reader_takes(const std::string& text) {
  return parse_fleet(text, "f.yaml").has_value();
}

bool schema_takes(const std::string& text) {
  static const auto schema = schema::Schema::compile(support::source_text("policies/fleet.schema.json"));
  EXPECT_TRUE(schema) << schema.error().render();
  const auto violations = schema->validate(cases::json_text(text), "f.yaml");
  EXPECT_TRUE(violations) << violations.error().render();
  return violations->empty();
}

/// The YAML in docs/fleet-file.md: blocks that are indented by four spaces and start with `version: 1`.
std::vector<std::string> examples_of_manual() {
  std::vector<std::string> examples;
  std::istringstream lines(support::source_text("docs/fleet-file.md"));
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "    version: 1") {
      inside = true;
      examples.emplace_back();
    } else if (!line.starts_with("    ")) {
      inside = false;
    }
    if (inside) examples.back() += line.substr(4) + "\n";
  }
  return examples;
}

TEST(FleetSchema, takes_what_the_manual_shows) {
  const auto examples = examples_of_manual();
  ASSERT_EQ(examples.size(), 2u);
  for (const std::string& example : examples) {
    EXPECT_TRUE(reader_takes(example)) << example;
    EXPECT_TRUE(schema_takes(example)) << example;
  }
  EXPECT_GT(examples[0].size(), 600u);
}

TEST(FleetSchema, refuses_what_the_reader_refuses) {
  for (const char* more : {"servces: {}",
                           "version: 2",
                           "registry: https://ghcr.io",
                           "registry: a//b",
                           "tag: latest",
                           "cache: https://ghcr.io",
                           "python: \"3\"",
                           "python: \"3.11.2\"",
                           "cuda: \"12.x\"",
                           "torch_cuda_arch_list: \"8.9,8.6\"",
                           "torch_cuda_arch_list: \"8.9;\"",
                           "user: {name: a, uid: 0, gid: 1}",
                           "user: {name: a}",
                           "families: {a: {}}",
                           "families: {a b: {image: c}}",
                           "families: {a: {image: c, provides: torch}}",
                           "families: {a: {image: c, provides: [\"torch>=2\"]}}",
                           "services: {}",
                           "services: {app: }",
                           "services: {.app: {}}",
                           "services: {app: {lokc: a}}",
                           "services: {app: {ports: {service: 0, health: 1}}}",
                           "services: {app: {ports: {service: 1}}}",
                           "services: {app: {machines: pc}}",
                           "services: {app: {lock: \"\"}}",
                           "services: {app: {context: \"\"}}",
                           "services: {app: {baseline: -a}}",
                           "services: {app: {baseline: a b}}",
                           "machines: {a: {env: {1: b}}}",
                           "machines: {a: {env: {B: [c]}}}",
                           "policy: \"\"",
                           "signers: [{name: a}]",
                           "signers: [{name: a, key: k, until: tomorrow}]",
                           "signers: [{name: a, key: k, form: 2026-01-01}]",
                           "receipts: {}",
                           "receipts: {max_age: 30}",
                           "receipts: {max_age: 0d}",
                           "receipts: {age: 30d}",
                           "retention: 5",
                           "retention: {}",
                           "retention: {keep_tags: []}",
                           "retention: {keep_lst: 5}",
                           "retention: {keep_last: 0}",
                           "retention: {keep_last: 5, protect: deploy}",
                           "retention: {keep_last: 5, holds: [{tag: a}]}",
                           "retention: {keep_last: 5, holds: [{reason: a}]}",
                           "retention: {keep_last: 5, repositories: {a: {keep: 1}}}",
                           "rollout: [a]",
                           "rollout: {canry: []}",
                           "rollout: {command: []}",
                           "rollout: {command: pull}",
                           "rollout: {batch: 0}",
                           "rollout: {batch: 101%}",
                           "rollout: {batch: half}",
                           "rollout: {interval: 2}",
                           "rollout: {deadline: 5 m}",
                           "rollout: {identity: {}}",
                           "rollout: {identity: {endpoint: version}}",
                           "rollout: {identity: {endpoint: /v, command: [a]}}",
                           "rollout: {pass_env: [1X]}",
                           "rollout: {shell: 1}",
                           "rollout: {healthy_after: 0}"}) {
    const std::string key = std::string(more).substr(0, std::string(more).find(':'));
    std::string text = key == "version" ? "" : "version: 1\n";
    if (key != "services") text += "services: {app: {}}\n";
    text += more;
    EXPECT_FALSE(reader_takes(text)) << text;
    EXPECT_FALSE(schema_takes(text)) << text;
  }
}

TEST(FleetSchema, takes_every_key_that_the_reader_takes) {
  for (const char* more : {"registry: localhost:5000",
                           "cache: a/b",
                           "python: 3.11",
                           "cuda: \"12.1\"",
                           "torch_cuda_arch_list: 9.0a;8.6+PTX",
                           "families: {a: {image: b, family: c, provides: [x, Y.z]}, c: {image: d}}",
                           "retention: {keep_last: 5}",
                           "retention: {keep_days: 5, keep_tags: [a, 1], protect: nothing, grace_days: 0}",
                           "retention: {keep_tags: [a], holds: [{tag: 1, reason: b}], keep_undated: false}",
                           "retention: {keep_last: 1, repositories: {a/b: {protect: deployed}}}",
                           "rollout: {canary: []}",
                           "rollout: {batch: 2}",
                           "rollout: {batch: 25%, state: s, shell: true}",
                           "rollout: {command: [a, 1, true], rollback_command: [b], logs: [c]}",
                           "rollout: {identity: {endpoint: /version, member: digest}}",
                           "rollout: {identity: {command: [a]}, pass_env: [A_B], healthy_after: 3}",
                           "rollout: {interval: 500ms, timeout: 5s, deadline: 5m, command_timeout: 1h}",
                           "machines: {a: {}}\nrollout: {canary: [a], machines: {a: {deadline: 9m}}}",
                           "machines: {a: {env: {B: 1, C: true, D: \"x\"}}}",
                           "policy: ../p.yaml"}) {
    const std::string text = "version: 1\nservices: {app: {}}\n" + std::string(more);
    EXPECT_TRUE(reader_takes(text)) << text;
    EXPECT_TRUE(schema_takes(text)) << text;
  }
}

}  // namespace
}  // namespace pushgate::plan
