// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "cli/command.hpp"
#include "cli/commands/commands.hpp"

namespace pushgate::cli {

namespace {

constexpr std::array k_commands = {
    Command{"gate", "collect, decide, sign and, where the verdict is pass, push", add_gate},
    Command{"sbom", "write an image's CycloneDX SBOM", add_sbom},
    Command{"sbom diff", "say what changed between two SBOMs or images", add_sbom_diff},
    Command{"sbom validate", "check a CycloneDX document against the official schema", add_sbom_validate},
    Command{"scan", "run Trivy over an image or an SBOM file", add_scan},
    Command{"lint", "hold the Dockerfiles and images of the fleet against its plan, with scores", add_lint},
    Command{"lock check", "say what is wrong with requirement locks, and with the wheels that they name",
            add_lock_check},
    Command{"push",
            "put an image into a registry, where a passing receipt names its bytes; or tag a whole fleet",
            add_push},
    Command{"verify", "check what is signed beside an image in a registry, or all images of a fleet",
            add_verify},
    Command{"sign", "sign an image in a registry by its digest, as cosign does", add_sign},
    Command{"attest", "sign a statement about an image in a registry: an SBOM, provenance, a VEX document",
            add_attest},
    Command{"policy check", "decide again from stored evidence, without the image", add_policy_check},
    Command{"policy explain", "say what a rule is for, and what the policy makes of it", add_policy_explain},
    Command{"policy input", "write stored evidence as one JSON document, for OPA and conftest",
            add_policy_input},
    Command{"policy test", "say whether policies decide as their teams' own cases expect", add_policy_test},
    Command{"regate", "decide again about stored images, with the database of today", add_regate},
    Command{"waiver add", "write a waiver into a policy, and change nothing else in it", add_waiver_add},
    Command{"waiver list",
            "say which waivers of the policy have expired, are not needed, or hold for too much",
            add_waiver_list},
    Command{"vex export", "write the waivers of an image's packages as VEX, or for Trivy to ignore",
            add_vex_export},
    Command{"report", "make the reports of an evidence folder again", add_report},
    Command{"init", "write a fleet file, a policy and a workflow for a tree of Dockerfiles", add_init},
    Command{"matrix", "list the images to build, for GitHub Actions or Kubernetes", add_matrix},
    Command{"wheel check", "check wheels and sdists as an installer ought to", add_wheel_check},
    Command{"wheel hash", "hash wheels and sdists, as lines for a requirement file", add_wheel_hash},
    Command{"retention plan", "say which images of the fleet's repositories stay and which may go",
            add_retention_plan},
    Command{"retention apply", "remove what a retention plan says, and nothing else", add_retention_apply},
    Command{"retention undo", "bring back what a retention plan removed from GitHub Packages",
            add_retention_undo},
    Command{"rollout canary", "bring the canary machines to a tag, and see whether it goes well",
            add_rollout_canary},
    Command{"rollout batch", "bring the other machines to the tag of a good canary", add_rollout_batch},
    Command{"rollout rollback", "bring machines back to the tag before", add_rollout_rollback},
    Command{"rollout status", "say what each machine runs, and how it is", add_rollout_status},
    Command{"status", "tell the fleet's state, each claim with its evidence", add_status},
    Command{"audit import", "keep what evidence folders and SBOMs say in a database", add_audit_import},
    Command{"audit query", "say which images hold a package, a finding, a licence or a layer",
            add_audit_query},
    Command{"audit list", "list what was imported", add_audit_list},
    Command{"audit check", "check that the database is whole", add_audit_check},
    Command{"audit export", "put evidence folders and keys into one archive, to be verified years later",
            add_audit_export},
    Command{"key generate", "make a key pair in cosign's encrypted form", add_key_generate},
    Command{"key import", "put a private key of another form into cosign's", add_key_import},
    Command{"key public", "print the public half of a private key", add_key_public},
    Command{"doctor", "say what is missing on this machine and how to get it", add_doctor},
};

}  // namespace

std::span<const Command> command_table() {
  return k_commands;
}

}  // namespace pushgate::cli
