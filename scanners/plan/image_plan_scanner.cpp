// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_plan_scanner.hpp"

#include <set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "scanners/plan/health_request.hpp"
#include "scanners/plan/image_user.hpp"
#include "scanners/plan/tag_form.hpp"

namespace pushgate::scanners {

namespace {

using model::Finding;

constexpr const char* k_revision = "org.opencontainers.image.revision";

// What an image says of itself, for a message: as much as a reader wants to see.
std::string shown(std::string_view text) {
  constexpr std::size_t k_most = 200;
  if (text.size() <= k_most) return std::string(text);
  std::size_t end = k_most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

template <typename Words>
std::string joined(const Words& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return shown(out);
}

class PlanCheck {
 public:
  PlanCheck(const plan::Fleet& fleet, const plan::Service& service, const oci::Config& config)
      : m_fleet(fleet), m_service(service), m_config(config) {}

  void check_user() {
    const auto what = m_config.user.empty() ? std::string("sets no USER and runs as root")
                                            : fmt::format("runs as `{}`", shown(m_config.user));
    if (!m_fleet.user) {
      if (!is_root_user(m_config.user))
        return could_not_look("plan/user-id", "the fleet file states no user");
      return wrong("plan/user-id", what + "; expected another user than root",
                   "end the Dockerfile's last stage with: USER 10001:10001");
    }
    const auto& user = *m_fleet.user;
    if (is_planned_user(m_config.user, user)) return;
    wrong("plan/user-id", fmt::format("{}; expected {} ({}:{})", what, user.name, user.uid, user.gid),
          fmt::format("end the Dockerfile's last stage with: USER {}:{}", user.uid, user.gid));
  }

  void check_exposed_ports() {
    if (!m_service.ports) return could_not_look("plan/exposed-ports", "the fleet file states no ports");
    const auto& ports = *m_service.ports;
    const std::set<std::string> wanted = {fmt::format("{}/tcp", ports.service),
                                          fmt::format("{}/tcp", ports.health)};
    std::set<std::string> exposed;
    for (const auto& port : m_config.exposed_ports) {
      // Without a protocol it is TCP.
      exposed.insert(port.find('/') == std::string::npos ? port + "/tcp" : port);
    }
    if (exposed == wanted) return;
    const auto what = exposed.empty() ? std::string("no port") : joined(exposed, ", ");
    wrong("plan/exposed-ports",
          fmt::format("exposes {}; expected exactly {} (service) and {} (health)", what, ports.service,
                      ports.health),
          fmt::format("write: EXPOSE {} {}; what the family image exposes stays exposed", ports.service,
                      ports.health));
  }

  void check_entrypoint() {
    const auto& entrypoint = m_config.entrypoint;
    if (!entrypoint.empty()) {
      const auto program = entrypoint[0].substr(entrypoint[0].find_last_of('/') + 1);
      if (program == "tini" || program == "tini-static") return;
    }
    const auto what = entrypoint.empty() ? std::string("has no ENTRYPOINT")
                                         : fmt::format("starts `{}`", joined(entrypoint, " "));
    wrong("plan/tini-pid-1", what + "; expected tini as PID 1",
          R"(write: ENTRYPOINT ["/usr/bin/tini", "--"])");
  }

  void check_health(const std::string& image_name) {
    if (!m_service.ports) return could_not_look("plan/health-port", "the fleet file states no ports");
    if (!m_config.has_healthcheck_field || m_config.healthcheck.empty()) {
      return could_not_look(
          "plan/health-port",
          fmt::format("the configuration of {} has no Healthcheck; OCI configurations keep none, so "
                      "what the Dockerfile says is not known",
                      image_name));
    }
    const auto port = m_service.ports->health;
    const auto test = joined(m_config.healthcheck, " ");
    switch (judge_healthcheck(m_config.healthcheck, port)) {
      case HealthRequest::right:
        return;
      case HealthRequest::unknown:
        return could_not_look(
            "plan/health-port",
            fmt::format("the healthcheck `{}` puts its address together from variables", test));
      case HealthRequest::wrong:
        wrong("plan/health-port",
              fmt::format("has the healthcheck `{}`; expected a request for /health on port {}", test, port),
              fmt::format("write: HEALTHCHECK CMD curl -fsS http://localhost:{}/health", port));
    }
  }

  void check_tag_and_revision(const std::string& tag) {
    std::string revision;
    if (!tag.empty() && !m_fleet.tag.empty()) {
      auto read = revision_of_tag(tag);
      if (read) {
        revision = std::move(*read);
      } else {
        wrong("plan/tag-form",
              fmt::format("has the tag `{}`, which {}; expected {}", shown(tag), read.error().what,
                          m_fleet.tag),
              "tag it: $(date -u +%Y%m%d)-$(git rev-parse --short=12 HEAD)");
      }
    }
    check_revision(tag, revision);
  }

  std::vector<Finding> take() { return std::move(m_findings); }

 private:
  void check_revision(const std::string& tag, const std::string& revision) {
    constexpr std::string_view k_hint =
        R"-(build with: --label org.opencontainers.image.revision="$(git rev-parse HEAD)")-";
    const auto label = m_config.labels.find(k_revision);
    if (label == m_config.labels.end() || label->second.empty()) {
      return wrong("plan/revision-label", fmt::format("has no label {}; expected the git commit", k_revision),
                   k_hint);
    }
    if (!is_commit(label->second)) {
      return wrong(
          "plan/revision-label",
          fmt::format("has the label {}=`{}`; expected a git commit, 7 to 64 lower-case hexadecimal digits",
                      k_revision, shown(label->second)),
          k_hint);
    }
    if (label->second.starts_with(revision)) return;
    wrong(
        "plan/revision-label",
        fmt::format("is of commit {} by its label {}; expected one that begins with {}, as the tag `{}` says",
                    label->second, k_revision, revision, tag),
        "tag it by the commit that it was built from");
  }

  void wrong(std::string rule, std::string message, std::string_view hint) {
    Finding finding;
    finding.rule = std::move(rule);
    finding.subject = m_service.name;
    finding.message = std::move(message);
    finding.hint = hint;
    m_findings.push_back(std::move(finding));
  }

  void could_not_look(std::string rule, std::string message) {
    wrong(std::move(rule), std::move(message), "");
    m_findings.back().could_not_look = true;
  }

  const plan::Fleet& m_fleet;
  const plan::Service& m_service;
  const oci::Config& m_config;
  std::vector<Finding> m_findings;
};

}  // namespace

model::ScanResult scan_image_plan(const plan::Fleet& fleet, const plan::Service& service,
                                  const oci::Config& config, const std::string& image_name,
                                  const std::string& tag) {
  PlanCheck check(fleet, service, config);
  check.check_user();
  check.check_exposed_ports();
  check.check_entrypoint();
  check.check_health(image_name);
  check.check_tag_and_revision(tag);
  model::ScanResult result;
  result.run = {"plan", model::ScannerRun::Outcome::complete, ""};
  result.findings = check.take();
  model::sort_findings(result.findings);
  return result;
}

}  // namespace pushgate::scanners
