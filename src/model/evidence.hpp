// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "model/component.hpp"
#include "model/finding.hpp"
#include "model/vex.hpp"

namespace pushgate::model {

/// What was looked at.
struct Subject {
  std::string name;              ///< as the user named it: `oci:build/app`, `ghcr.io/acme/app:v1`
  std::optional<Digest> digest;  ///< of the manifest; none for a lock or a Dockerfile
  std::string service;           ///< of the fleet file; may be empty
  std::string platform;          ///< `linux/amd64`; may be empty
};

/// How one scanner's run ended. Findings count only together with how they were found.
struct ScannerRun {
  enum class Outcome {
    complete,    ///< it looked at everything it was asked to
    incomplete,  ///< it was asked and could not: the verdict is unknown
    not_asked,   ///< nobody asked (no lock given, say); listed, and unknown only where the policy requires it
  };
  std::string scanner;  ///< `trivy`, `lock`, `plan`
  Outcome outcome = Outcome::incomplete;
  std::string reason;  ///< why it is not complete; empty where it is
};

/// What the kernel held the scanner to while it ran.
struct ScannerSandbox {
  std::string files;            ///< `landlock 7`: its own files and those it was given; empty: not held
  std::string system_calls;     ///< `seccomp`: no network, no other process; empty: not held
  std::uint64_t memory = 0;     ///< bytes
  std::uint64_t file_size = 0;  ///< bytes
  std::uint64_t open_files = 0;
  std::vector<std::string> not_enforced{};  ///< what of all that it was not held to, and why
};

/// The vulnerability scanner as it was when it ran.
struct ScannerIdentity {
  std::string name;                         ///< `trivy`
  std::string version;                      ///< `0.69.3`
  std::optional<Digest> binary;             ///< SHA-256 of the executable
  std::optional<Digest> database;           ///< SHA-256 of trivy.db
  std::optional<Time> database_updated_at;  ///< when the database was made
  std::optional<ScannerSandbox> sandbox{};  ///< none: not recorded
};

/// All that a decision is made from, besides the policy and the time.
struct Evidence {
  Subject subject;
  std::vector<ScannerRun> runs;
  std::vector<Finding> findings;
  std::optional<ScannerIdentity> scanner;
  std::optional<int> plan_score;  ///< of 100, what the service keeps of the plan; none: plan could not look
  std::optional<std::uint64_t> image_size{};  ///< of all layers as they are stored, in bytes; none: no image
  std::vector<VexStatement> vex{};            ///< about this image, of documents that the user trusts
  std::optional<Inventory> inventory{};       ///< as the SBOM says; none: there is no SBOM
};

/// What one scanner hands back.
struct ScanResult {
  ScannerRun run;
  std::vector<Finding> findings;
};

}  // namespace pushgate::model
