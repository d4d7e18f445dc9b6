// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <set>
#include <string_view>

#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/health_history.hpp"
#include "scanners/plan/health_request.hpp"
#include "scanners/plan/image_facts.hpp"
#include "scanners/plan/image_rules.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_exposed = "plan/exposed-ports";
constexpr const char* k_health = "plan/health-port";

void check_exposed(const oci::Config& config, const plan::Ports& ports, ImageFindings& findings) {
  const std::set<std::string> wanted = {fmt::format("{}/tcp", ports.service),
                                        fmt::format("{}/tcp", ports.health)};
  std::set<std::string> exposed;
  for (const auto& port : config.exposed_ports) {
    // Without a protocol it is TCP.
    exposed.insert(port.find('/') == std::string::npos ? port + "/tcp" : port);
  }
  if (exposed == wanted) return;
  const auto what =
      exposed.empty() ? std::string("no port") : excerpt(fmt::format("{}", fmt::join(exposed, ", ")));
  findings.wrong(k_exposed,
                 fmt::format("the image exposes {}; expected exactly {} (service) and {} (health)", what,
                             ports.service, ports.health),
                 fmt::format("write: EXPOSE {} {}; what the family image exposes stays exposed",
                             ports.service, ports.health));
}

void check_health(const oci::Config& config, std::uint16_t port, ImageFindings& findings) {
  auto test = config.healthcheck;
  std::string where = "has";
  if (test.empty()) {
    const auto history = healthcheck_of_history(config);
    if (!history) {
      return findings.could_not_look(
          k_health,
          "the image's configuration has no Healthcheck and its history no HEALTHCHECK; OCI configurations "
          "keep none, so what the Dockerfile says is not known");
    }
    test = *history;
    where = "has, by its history,";
  }
  const auto words = excerpt(fmt::format("{}", fmt::join(test, " ")));
  const auto variables = [&](std::string_view name) -> std::optional<std::string> {
    const auto value = variable_of(config, name);
    return value ? std::optional(std::string(*value)) : std::nullopt;
  };
  switch (judge_healthcheck(test, port, variables)) {
    case HealthRequest::right:
      return;
    case HealthRequest::unknown:
      return findings.could_not_look(
          k_health,
          fmt::format("the image's healthcheck `{}` puts its address together from variables", words));
    case HealthRequest::wrong:
      findings.wrong(
          k_health,
          fmt::format("the image {} the healthcheck `{}`; expected a request for /health on port {}", where,
                      words, port),
          fmt::format("write: HEALTHCHECK CMD curl -fsS http://localhost:{}/health", port));
  }
}

}  // namespace

void check_ports(const ImagePlan& image, ImageFindings& findings) {
  const auto& ports = image.service.ports;
  if (!ports) {
    findings.could_not_look(k_exposed, "the fleet file states no ports");
    return findings.could_not_look(k_health, "the fleet file states no ports");
  }
  check_exposed(image.image.config, *ports, findings);
  check_health(image.image.config, ports->health, findings);
}

}  // namespace pushgate::scanners
