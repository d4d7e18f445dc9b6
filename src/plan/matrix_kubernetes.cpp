// SPDX-License-Identifier: Apache-2.0
#include "plan/matrix_kubernetes.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/format.hpp"

namespace pushgate::plan {

namespace {

constexpr std::size_t k_name_bytes = 52;  // a pod's host name has 63: the name, a dash and the index
constexpr std::size_t k_config_map_bytes = 1u << 20;

bool is_label(std::string_view text) {
  const auto is_letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= k_name_bytes && is_letter_or_digit(text.front()) &&
         is_letter_or_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_letter_or_digit(c) || c == '-'; });
}

/// A double-quoted YAML scalar (YAML 1.2, 7.3.1): ASCII, everything else escaped. The text is UTF-8.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    std::uint32_t code = length == 1 ? first : first & (0x7Fu >> length);
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    if (code == '"' || code == '\\') {
      out.append("\\").push_back(static_cast<char>(code));
    } else if (code >= 0x20 && code < 0x7F) {
      out.push_back(static_cast<char>(code));
    } else if (code < 0x10000) {
      out += fmt::format("\\u{:04X}", code);
    } else {
      out += fmt::format("\\U{:08X}", code);
    }
    i += length;
  }
  return out + "\"";
}

// Not more than this is asked of a cluster; who needs more sets it with `kubectl set resources` or a patch.
constexpr std::string_view k_job = R"(---
apiVersion: "batch/v1"
kind: "Job"
metadata:
  name: {name}
  labels: {{"app.kubernetes.io/name": "pushgate"}}
spec:
  completionMode: "Indexed"
  completions: {completions}
  parallelism: {parallelism}
  backoffLimitPerIndex: 1
  template:
    metadata:
      labels: {{"app.kubernetes.io/name": "pushgate"}}
    spec:
      restartPolicy: "Never"
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile: {{type: "RuntimeDefault"}}
      containers:
        - name: "runner"
          image: {image}
          env:
            - name: "PUSHGATE_JOBS"
              value: "/etc/pushgate/jobs"
            - name: "DOCKER_CONFIG"
              value: "/etc/pushgate/registry"
            - name: "HOME"
              value: "/tmp"
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {{drop: ["ALL"]}}
          resources:
            requests: {{cpu: "1", memory: "2Gi", "ephemeral-storage": "10Gi"}}
            limits: {{memory: "4Gi", "ephemeral-storage": "40Gi"}}
          volumeMounts:
            - {{name: "jobs", mountPath: "/etc/pushgate/jobs", readOnly: true}}
            - {{name: "registry", mountPath: "/etc/pushgate/registry", readOnly: true}}
            - {{name: "scratch", mountPath: "/tmp"}}
      volumes:
        - name: "jobs"
          configMap: {{name: {name}}}
        - name: "registry"
          secret:
            secretName: "pushgate-registry"
            optional: true
            items: [{{key: ".dockerconfigjson", path: "config.json"}}]
        - name: "scratch"
          emptyDir: {{}}
)";

}  // namespace

Result<std::string> kubernetes_job(const std::vector<Job>& jobs, JobKind kind, std::string_view platform,
                                   const KubernetesOptions& options) {
  if (!is_label(options.name)) {
    return fail(
        Error::misuse("--name", fmt::format("'{}' is no name of a Job; expected lower-case letters, digits "
                                            "and '-', not '-' at an end, at most {}",
                                            options.name, k_name_bytes)));
  }
  if (jobs.empty()) return std::string("# no jobs\n");
  std::string data;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string key = fmt::format("{}.json", i);
    const std::string entry = json::write(job_json(jobs[i], kind, platform));
    bytes += key.size() + entry.size();
    data += fmt::format("  {}: {}\n", quoted(key), quoted(entry));
  }
  if (bytes > k_config_map_bytes) {
    return fail(
        Error::misuse("", fmt::format("{} jobs are {} bytes; expected at most {}, more a ConfigMap does not "
                                      "hold",
                                      jobs.size(), bytes, k_config_map_bytes))
            .with_hint(fmt::format("--chunk N/{} gives a part of them", bytes / k_config_map_bytes + 2)));
  }
  const std::string name = quoted(options.name);
  return fmt::format(
             "apiVersion: \"v1\"\nkind: \"ConfigMap\"\nmetadata:\n  name: {}\n  labels: "
             "{{\"app.kubernetes.io/name\": \"pushgate\"}}\nimmutable: true\ndata:\n{}",
             name, data) +
         fmt::format(k_job, fmt::arg("name", name), fmt::arg("completions", jobs.size()),
                     fmt::arg("parallelism", std::min(options.parallelism, jobs.size())),
                     fmt::arg("image", quoted(options.runner_image)));
}

}  // namespace pushgate::plan
