// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "scanners/plan/image_plan_scanner.hpp"
#include "unit/oci/scratch.hpp"
#include "unit/sbom/layer_builder.hpp"

namespace pushgate::scanners {

inline const std::string k_commit = "9c99cc9aaaabbbbccccddddeeeeffff000011112";
inline const std::string k_site = "usr/local/lib/python3.11/site-packages/";

inline const Digest k_no_digest{Digest::Bytes{}};

/// A layer as a manifest lists it.
inline oci::Descriptor stored(std::uint64_t size,
                              const char* type = "application/vnd.oci.image.layer.v1.tar+gzip") {
  return {type, k_no_digest, size, "", {}, {}};
}

inline oci::Manifest manifest_of(std::vector<oci::Descriptor> layers) {
  return {"", "", stored(0), std::move(layers), {}, {}};
}

/// An image as planned, on its family: system and torch, then dependencies, then the application. Tests break
/// it in one way.
class PlannedImage : public ::testing::Test {
 protected:
  void SetUp() override {
    m_fleet.tag = "YYYYMMDD-<git_sha>";
    m_fleet.registry = "ghcr.io/acme/ai_system";
    m_fleet.user = plan::User{"appuser", 10001, 10001};
    m_fleet.python = "3.11";
    m_fleet.cuda = "12.1";
    m_fleet.torch_cuda_arch_list = "8.9;8.6";
    m_fleet.machines["mainpc"].env = {{"OMP_NUM_THREADS", "16"}, {"UVICORN_WORKERS", "32"}};
    m_fleet.machines["pc2"].env = {{"OMP_NUM_THREADS", "4"}, {"UVICORN_WORKERS", "8"}};
    m_fleet.families["family-torch"] = {"ghcr.io/acme/family-torch", "", "family-base", {"torch"}, 0};
    m_fleet.families["family-base"] = {"ghcr.io/acme/family-base", "", "", {"numpy"}, 0};
    m_service.name = "audio";
    m_service.family = "family-torch";
    m_service.ports = plan::Ports{5557, 6557};
    m_service.machines = {"mainpc", "pc2"};

    std::ofstream(m_dockerfile) << "FROM family\nLABEL org.opencontainers.image.vendor=acme\n";
    auto& config = m_image.config;
    config.user = "10001:10001";
    config.exposed_ports = {"6557/tcp", "5557"};
    config.entrypoint = {"/usr/bin/tini", "--"};
    config.env = {"PATH=/usr/local/bin:/usr/bin", "TORCH_CUDA_ARCH_LIST=8.6;8.9", "CUDA_VERSION=12.1.1"};
    config.working_dir = "/app";
    config.labels = {{"org.opencontainers.image.revision", k_commit},
                     {"org.opencontainers.image.vendor", "acme"}};
    config.healthcheck = {"CMD", "curl", "-fsS", "http://localhost:6557/health"};

    m_family.file("etc/passwd", "root:x:0:0::/root:/bin/sh\nappuser:x:10001:10001::/:/bin/false\n")
        .file("etc/group", "root:x:0:\nappuser:x:10001:\n")
        .probed_file("usr/bin/tini", R"({"kind":"executable","format":"elf","shared":false})")
        .mode(0755)
        .file("var/lib/dpkg/status", "")
        .file(k_site + "torch-2.1.0.dist-info/METADATA", "");
    m_dependencies.file(k_site + "requests-2.32.3.dist-info/METADATA", "");
    m_application.file("app/service.py", "import requests\n")
        .file("etc/machine-profile.json", R"({"OMP_NUM_THREADS": "16", "UVICORN_WORKERS": 32})");
  }

  /// `rule: message | hint`, `?` before one that could not look, ` @PATH (LAYER)` behind one of a file.
  std::vector<std::string> findings() {
    std::vector<oci::LayerFacts> layers;
    for (const auto* layer : {&m_family, &m_dependencies, &m_application, &m_last}) {
      layers.push_back(layer->facts());
    }
    auto& config = m_image.config;
    config.diff_ids.clear();
    for (const auto& layer : layers) config.diff_ids.push_back(layer.diff_id);
    if (m_with_base) m_base = StatedBase{"family", m_base_repository, {layers[0].diff_id}};
    const auto root = oci::RootView::merge(layers, layers.size());
    if (!root) throw std::runtime_error(root.error().render());
    const auto result = scan_image_plan(
        {m_fleet, m_service, m_image, *root, m_base, m_repository, m_tag, m_baseline, m_dockerfile});
    EXPECT_EQ(result.run.scanner, "plan");
    EXPECT_EQ(result.run.outcome, model::ScannerRun::Outcome::complete);
    std::vector<std::string> out;
    for (const auto& finding : result.findings) {
      EXPECT_EQ(finding.subject, "audio");
      auto line = (finding.could_not_look ? "?" : "") + finding.rule + ": " + finding.message;
      if (!finding.hint.empty()) line += " | " + finding.hint;
      if (!finding.location.layer.empty()) line += " @" + finding.location.path + layer_of(finding, config);
      out.push_back(line);
    }
    return out;
  }

  static std::string layer_of(const model::Finding& finding, const oci::Config& config) {
    for (std::size_t i = 0; i < config.diff_ids.size(); ++i) {
      if (config.diff_ids[i].to_string() == finding.location.layer) return " (" + std::to_string(i + 1) + ")";
    }
    return " (?)";
  }

  plan::Fleet m_fleet;
  plan::Service m_service;
  oci::Image m_image{"oci:build/app", {"", "", k_no_digest}, manifest_of({}), {"", "", k_no_digest}, {}};
  sbom::LayerBuilder m_family;
  sbom::LayerBuilder m_dependencies;
  sbom::LayerBuilder m_application;
  sbom::LayerBuilder m_last;  ///< empty as planned
  bool m_with_base = true;
  std::string m_base_repository;
  std::optional<StatedBase> m_base;
  oci::ScratchDirectory m_folder;
  std::string m_dockerfile = m_folder.path("Dockerfile");
  std::string m_repository = "ghcr.io/acme/ai_system/audio";
  std::string m_tag = "20250810-9c99cc9";
  std::optional<BaselineImage> m_baseline = BaselineImage{"oci:single", manifest_of({})};
};

}  // namespace pushgate::scanners
