// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/lines.hpp"
#include "evidence/documents.hpp"
#include "evidence/index.hpp"
#include "evidence/inputs.hpp"
#include "fuzz/target_groups.hpp"
#include "oci/docker_archive_list.hpp"
#include "oci/image_name.hpp"
#include "oci/manifest.hpp"
#include "oci/reference.hpp"
#include "plan/dockerfile/expansion.hpp"
#include "plan/dockerfile/stage_state.hpp"
#include "plan/fleet.hpp"
#include "policy/document/case_reader.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/document/vex_reader.hpp"
#include "policy/document/waiver_writer.hpp"
#include "policy/image_vex.hpp"
#include "policy/vex_claim.hpp"
#include "registry/challenge.hpp"
#include "retention/decide.hpp"
#include "retention/github_versions.hpp"
#include "retention/plan_document.hpp"
#include "rollout/answers.hpp"
#include "rollout/history.hpp"
#include "sbom/cyclonedx.hpp"
#include "scanners/plan/account_command.hpp"
#include "scanners/plan/health_history.hpp"
#include "scanners/plan/health_source.hpp"
#include "scanners/plan/image_user.hpp"
#include "scanners/plan/machine_profile.hpp"
#include "scanners/plan/pip_command.hpp"
#include "scanners/plan/shell_commands.hpp"
#include "scanners/secrets/credentials.hpp"
#include "scanners/secrets/secret_text.hpp"
#include "scanners/secrets/token_finder.hpp"
#include "scanners/secrets/trivy_secrets.hpp"
#include "scanners/trivy/canary.hpp"
#include "scanners/trivy/trivy_report.hpp"
#include "store/journal.hpp"
#include "tags/history.hpp"

namespace pushgate::fuzz {

namespace {

void json_document(std::string_view bytes) {
  const auto value = json::parse(bytes, "fuzz");
  if (!value) return;
  const std::string text = json::write(*value);
  const auto again = json::parse(text, "fuzz");
  must(again && json::write(*again) == text, "JSON that was read is written and read as the same");
}

void reference(std::string_view bytes) {
  const auto parsed = oci::Reference::parse(bytes);
  if (!parsed) return;
  const auto again = oci::Reference::parse(parsed->name());
  must(again && again->name() == parsed->name(), "a reference's name is a reference of that name");
}

void image_name(std::string_view bytes) {
  (void)oci::ImageName::parse(bytes);
}

void manifest(std::string_view bytes) {
  const oci::RawDocument document{std::string(bytes), "", crypto::sha256(bytes)};
  (void)oci::parse_manifest(document);
  (void)oci::parse_index(document);
}

void config(std::string_view bytes) {
  (void)oci::parse_config(bytes);
}

void saved_images(std::string_view bytes) {
  (void)oci::parse_saved_images(bytes, "fuzz");
}

void cyclonedx(std::string_view bytes) {
  const auto inventory = sbom::read_cyclonedx(bytes);
  if (!inventory) return;
  const sbom::DocumentSubject subject{"fuzz", crypto::sha256(bytes), "linux/amd64"};
  const std::string text = sbom::write_cyclonedx(subject, *inventory, {});
  must(sbom::read_cyclonedx(text).has_value(), "an SBOM that was read and written is read again");
}

void trivy_report(std::string_view bytes) {
  (void)scanners::parse_trivy_report(bytes, "fuzz");
}

void hidden_canary(std::string_view bytes) {
  model::Inventory inventory;
  inventory.components.emplace_back();
  inventory.components.back().ecosystem = "pypi";
  inventory.components.back().purl = "pkg:pypi/a@1";
  std::mt19937 random(1);
  const auto canary = scanners::make_canary(inventory, random);
  const auto mixed = scanners::hide_in(std::string(bytes), canary, {}, random);
  must(!mixed || json::parse(*mixed, "fuzz"), "what a canary is hidden in is JSON");
}

void fleet(std::string_view bytes) {
  (void)plan::parse_fleet(bytes, "fuzz.yaml");
}

void retention_manifest(std::string_view bytes) {
  for (const auto type : {oci::media_type::k_manifest, oci::media_type::k_index}) {
    const auto node = retention::read_node({std::string(bytes), std::string(type), crypto::sha256(bytes)});
    if (node) (void)retention::Graph({*node}).reach({0});
  }
  (void)retention::owner_of_tag(bytes);
  (void)retention::day_of_tag(bytes);
}

void retention_plan(std::string_view bytes) {
  const auto plan = retention::parse_plan(bytes, "fuzz");
  if (!plan) return;
  const auto again = retention::parse_plan(retention::write_plan(*plan), "fuzz");
  must(again && *again == *plan, "a plan that was read is written and read as the same");
}

void dockerfile_text(std::string_view bytes) {
  const auto file = dockerfile::parse_dockerfile(bytes, "Dockerfile");
  if (!file) return;
  must(!file->stages.empty(), "a Dockerfile that was read has a stage");
  for (const auto& stage : file->stages) {
    must(stage.first < stage.last && stage.last <= file->instructions.size(), "a stage has its instructions");
  }
  for (const auto& stage : file->stages) (void)dockerfile::evaluate(*file, {.target = stage.name});
}

/// The script of a RUN, as the plan scanner reads it.
void run_script(std::string_view bytes) {
  const scanners::ShellVariables none = [](std::string_view) { return std::optional<std::string>(); };
  for (const auto& command : scanners::read_shell(bytes, none)) {
    (void)scanners::read_pip(command, none);
    (void)scanners::read_account(command);
    (void)scanners::venv_folder(command);
  }
}

/// The source of a service, as the plan scanner reads it.
void health_source(std::string_view bytes) {
  (void)scanners::find_health_answers(bytes);
}

/// `User`, then /etc/passwd, then /etc/group, each ended by a NUL.
void image_user(std::string_view bytes) {
  const auto user = bytes.substr(0, bytes.find('\0'));
  bytes.remove_prefix(std::min(bytes.size(), user.size() + 1));
  const auto passwd = bytes.substr(0, bytes.find('\0'));
  bytes.remove_prefix(std::min(bytes.size(), passwd.size() + 1));
  const auto found = scanners::find_user(user, passwd, bytes);
  if (!found) must(!found.error().what.empty(), "a user that is not there is told");
}

/// A step of an image's history.
void health_step(std::string_view bytes) {
  oci::Config config;
  config.history.push_back({std::string(bytes), false});
  const auto check = scanners::healthcheck_of_history(config);
  must(!check || !check->empty(), "a healthcheck has a form");
}

void machine_profile(std::string_view bytes) {
  const auto settings = scanners::read_machine_profile(bytes, "fuzz");
  if (settings)
    must(scanners::differing_settings(*settings, *settings).empty(), "a profile is equal to itself");
}

void dockerfile_word(std::string_view bytes) {
  dockerfile::Environment environment;
  environment.set("A", "some/text.tar.gz");
  environment.set("E", "");
  for (const char escape : {'\\', '`'}) (void)dockerfile::expand_words(bytes, environment, escape);
}

void vex(std::string_view bytes) {
  const auto claims = policy::read_vex(bytes, "fuzz");
  if (!claims) return;
  const policy::VexImage image{{crypto::sha256("image")},
                               "ghcr.io/acme/app",
                               "urn:cdx:u/1",
                               "root",
                               {{"pkg:pypi/a@1", "a"}, {"pkg:deb/debian/b@1?arch=amd64", "b"}}};
  const auto statements = policy::claims_about(*claims, image, true);
  must(statements.size() <= claims->size(), "no statement that nobody made");
  const policy::ImageVex said(statements, Time());
  for (const auto& statement : statements) {
    must(!statement.advisories.empty(), "a statement is about something");
    model::Finding finding;
    finding.rule = "vuln/" + statement.advisories.front();
    finding.subject = "pkg:pypi/a@1";
    const auto about = said.about(finding);
    must(about.newest == nullptr || !about.newest->advisories.empty(), "and so is the one that counts");
  }
}

/// Puts a waiver into whatever is a policy.
void waiver_add(std::string_view bytes) {
  const policy::Waiver waiver{"vuln/CVE-1", "pkg:pypi/a", "why: \"x\"", "ann",
                              Date(std::chrono::days(40'000))};
  const auto before = policy::parse_policy(bytes, "fuzz.yaml");
  const auto changed = policy::add_waiver(bytes, "fuzz.yaml", waiver);
  if (!changed) return;
  const auto after = policy::parse_policy(*changed, "fuzz.yaml");
  must(before && after && after->waivers.size() == before->waivers.size() + 1,
       "a policy with a waiver more is a policy, and nothing else of it changed");
  must(!policy::add_waiver(*changed, "fuzz.yaml", waiver), "the same waiver is not added twice");
}

void policy_document(std::string_view bytes) {
  (void)policy::parse_policy(bytes, "fuzz.yaml");
}

void policy_cases(std::string_view bytes) {
  const auto cases = policy::parse_cases(bytes, "fuzz.yaml");
  if (!cases) return;
  for (const policy::PolicyCase& one : *cases) {
    must(!one.name.empty() && !one.policy.empty(), "a case has a name and a policy");
    must(one.expected.verdict || one.expected.reasons || one.expected.waived, "a case expects something");
    must(!one.evidence.empty() || one.at, "a case without evidence says when it is decided");
  }
}

void challenge(std::string_view bytes) {
  (void)registry::parse_challenges({bytes});
}

void github_versions(std::string_view bytes) {
  (void)retention::parse_github_versions(bytes, "fuzz");
}

void health_answer(std::string_view bytes) {
  if (rollout::why_ill(200, bytes).empty()) {
    const auto value = json::parse(bytes, "fuzz");
    must(value && json::write(*value) == "{\"status\":\"ok\"}",
         "healthy is one JSON object and nothing else");
  }
  (void)rollout::read_identity(bytes, "");
  (void)rollout::read_identity(bytes, "digest");
}

void journal(std::string_view bytes) {
  const auto records = store::parse_journal(bytes, "fuzz");
  if (!records) return;
  const auto cut = store::parse_journal(bytes.substr(0, bytes.size() / 2), "fuzz");
  must(cut && cut->size() <= records->size(), "a journal that was cut off has its first records");
}

void rollout_event(std::string_view bytes) {
  const auto event = rollout::read_event(bytes, "fuzz");
  if (!event) return;
  const std::string text = rollout::write_event(*event);
  const auto again = rollout::read_event(text, "fuzz");
  must(again && rollout::write_event(*again) == text,
       "an event that was read is written and read as the same");
  rollout::State state;
  state.apply(*event);
}

/// The records of a journal of tags, a line each.
void tag_events(std::string_view bytes) {
  std::vector<std::string> records;
  while (!bytes.empty()) records.emplace_back(take_line(bytes));
  const auto state = tags::state_of(records, "fuzz");
  for (const auto& record : records) {
    const auto event = tags::read_event(record, "fuzz");
    must(event || !state, "a state is made of events that can be read");
    if (!event) continue;
    const std::string text = tags::write_event(*event);
    const auto again = tags::read_event(text, "fuzz");
    must(again && tags::write_event(*again) == text,
         "an event that was read is written and read as the same");
  }
}

/// The same tokens, whole or in pieces: the first byte says of what size.
void secret_tokens(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t size = 1 + static_cast<unsigned char>(bytes[0]);
  bytes.remove_prefix(1);
  std::vector<std::string> whole;
  for (const auto& token : scanners::find_tokens(bytes)) whole.emplace_back(token.text);
  std::vector<std::string> pieces;
  scanners::TokenFinder finder([&](const scanners::FoundToken& token) { pieces.emplace_back(token.text); });
  for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(size, rest.size()))) {
    const auto piece = rest.substr(0, size);
    finder.feed({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()});
  }
  finder.finish();
  must(whole == pieces, "tokens are the same however the bytes are cut");
  must(scanners::find_tokens(scanners::without_tokens(bytes)).empty(), "a text without tokens has none");
}

void secret_logins(std::string_view bytes) {
  for (const char* name : {"config.json", ".netrc", ".pypirc", "pip.conf", ".npmrc", ".git/config"}) {
    for (const auto& one : scanners::file_credentials(name, bytes))
      must(!one.secret.empty() && one.secret.data() >= bytes.data() &&
               one.secret.data() + one.secret.size() <= bytes.data() + bytes.size(),
           "a login is a part of the text");
  }
  must(scanners::text_credentials(scanners::without_secrets(bytes)).empty(),
       "a text without logins has none");
}

void secret_report(std::string_view bytes) {
  const auto secrets = scanners::parse_secret_report(bytes, "tree", "filesystem");
  if (!secrets) return;
  for (const auto& secret : *secrets)
    must(scanners::trivy_secret_finding(secret, {}).rule.starts_with("secrets/"), "each secret has a rule");
}

/// What was read is written, and that is read and written as the same.
template <typename Read, typename Write>
void written_again(std::string_view bytes, Read read, Write write) {
  const auto document = read(bytes, "fuzz");
  if (!document) return;
  const std::string text = write(*document);
  const auto again = read(text, "fuzz");
  must(again && write(*again) == text,
       "a document of the evidence that was read is written and read as the same");
}

void evidence_document(std::string_view bytes) {
  written_again(bytes, evidence::read_decision, evidence::write_decision);
  written_again(bytes, evidence::read_findings, evidence::write_findings);
  written_again(bytes, evidence::read_index, evidence::write_index);
  written_again(bytes, evidence::read_inputs, evidence::write_inputs);
  written_again(bytes, evidence::read_provenance, evidence::write_provenance);
  written_again(bytes, evidence::read_subject, evidence::write_subject);
}

constexpr std::array k_targets = {
    Target{"challenge", challenge},
    Target{"config", config},
    Target{"cyclonedx", cyclonedx},
    Target{"evidence_document", evidence_document},
    Target{"dockerfile", dockerfile_text},
    Target{"dockerfile_word", dockerfile_word},
    Target{"health_source", health_source},
    Target{"health_step", health_step},
    Target{"image_user", image_user},
    Target{"machine_profile", machine_profile},
    Target{"run_script", run_script},
    Target{"fleet", fleet},
    Target{"github_versions", github_versions},
    Target{"retention_manifest", retention_manifest},
    Target{"retention_plan", retention_plan},
    Target{"health_answer", health_answer},
    Target{"hidden_canary", hidden_canary},
    Target{"image_name", image_name},
    Target{"journal", journal},
    Target{"json", json_document},
    Target{"manifest", manifest},
    Target{"policy", policy_document},
    Target{"policy_cases", policy_cases},
    Target{"reference", reference},
    Target{"rollout_event", rollout_event},
    Target{"saved_images", saved_images},
    Target{"secret_logins", secret_logins},
    Target{"secret_report", secret_report},
    Target{"secret_tokens", secret_tokens},
    Target{"tag_events", tag_events},
    Target{"trivy_report", trivy_report},
    Target{"vex", vex},
    Target{"waiver_add", waiver_add},
};

}  // namespace

std::span<const Target> document_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
