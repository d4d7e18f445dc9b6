// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/yaml/yaml.hpp"
#include "plan/matrix_json.hpp"
#include "plan/matrix_kubernetes.hpp"

namespace pushgate::plan {
namespace {

Job job_of(std::string name, std::string dockerfile = "a/Dockerfile") {
  Job job;
  job.name = std::move(name);
  job.machine = "pc";
  job.dockerfile = std::move(dockerfile);
  job.context = "a";
  job.image = "ghcr.io/acme/a";
  return job;
}

TEST(MatrixJson, is_one_line_with_every_key) {
  Job job = job_of("audio");
  job.lock = "a/requirements.lock";
  job.family = "torch";
  job.base_image = "ghcr.io/acme/torch";
  job.base_built = true;
  EXPECT_EQ(*github_matrix({job}, JobKind::service, "linux/amd64"),
            R"({"include":[{"service":"audio","machine":"pc","family":"torch","lock":"a/requirements.lock",)"
            R"("dockerfile":"a/Dockerfile","context":"a","image":"ghcr.io/acme/a",)"
            R"("base_image":"ghcr.io/acme/torch","base_built":true,"cache":"","platform":"linux/amd64"}]})");
  job.level = 2;
  EXPECT_EQ(*github_matrix({job}, JobKind::family, "linux/arm64"),
            R"({"include":[{"family":"audio","built_on":"torch","level":2,)"
            R"("dockerfile":"a/Dockerfile","context":"a","image":"ghcr.io/acme/a",)"
            R"("base_image":"ghcr.io/acme/torch","base_built":true,"cache":"","platform":"linux/arm64"}]})");
  EXPECT_EQ(*github_matrix({}, JobKind::service, "linux/amd64"), R"({"include":[]})");
}

TEST(MatrixJson, names_of_changed_files_stay_out_of_it) {
  Job job = job_of("audio");
  job.reasons = {{"lock", "$(reboot).lock"}, {"context", "a\"; reboot"}};
  const std::string text = *github_matrix({job}, JobKind::service, "linux/amd64");
  EXPECT_THAT(text, testing::HasSubstr(R"("reasons":["lock","context"])"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("reboot")));
}

TEST(MatrixJson, more_jobs_than_github_takes_are_split) {
  std::vector<Job> jobs(256, job_of("a"));
  EXPECT_TRUE(github_matrix(jobs, JobKind::service, "x"));
  EXPECT_EQ(*github_chunks(jobs), R"({"include":[{"chunk":"1/1"}]})");
  jobs.push_back(job_of("b"));
  const auto refused = github_matrix(jobs, JobKind::service, "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::misuse);
  EXPECT_EQ(refused.error().render(),
            "pushgate: error: 257 jobs; expected at most 256, more GitHub does not take in a matrix\n"
            "  hint: --split gives a matrix of chunks, and --chunk N/M the jobs of one\n");
  EXPECT_EQ(*github_chunks(jobs), R"({"include":[{"chunk":"1/2"},{"chunk":"2/2"}]})");
  EXPECT_EQ(*github_chunks({}), R"({"include":[{"chunk":"1/1"}]})");
  EXPECT_FALSE(github_chunks(std::vector<Job>(256 * 256 + 1)));
}

KubernetesOptions options_of(std::string name = "fleet") {
  return {std::move(name), "ghcr.io/acme/runner:1", 16};
}

TEST(MatrixKubernetes, odd_names_stay_what_they_are) {
  const std::string odd = "a b'\"\\$(x)`#: {}\xc2\x85\xe2\x80\xa8\xf0\x9f\x98\x80/Dockerfile";
  const auto text =
      kubernetes_job({job_of("a"), job_of("b", odd)}, JobKind::service, "linux/amd64", options_of());
  ASSERT_TRUE(text) << text.error().render();
  const std::size_t second = text->find("---\n");
  ASSERT_NE(second, std::string::npos);
  for (const char c : *text) EXPECT_LT(static_cast<unsigned char>(c), 0x7F);
  yaml::Problems problems("job.yaml");
  const auto map = yaml::parse(std::string_view(*text).substr(0, second), problems);
  ASSERT_TRUE(map && problems.empty());
  const yaml::Node* data = map->find("data");
  ASSERT_TRUE(data != nullptr && data->find("1.json") != nullptr);
  EXPECT_EQ(data->entries.size(), 2u);
  const auto entry = json::parse(data->find("1.json")->text, "1.json");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->string_at("dockerfile"), odd);
}

TEST(MatrixKubernetes, pods_have_no_rights) {
  const auto text = kubernetes_job({job_of("a"), job_of("b")}, JobKind::service, "linux/amd64", options_of());
  ASSERT_TRUE(text);
  yaml::Problems problems("job.yaml");
  const auto job = yaml::parse(std::string_view(*text).substr(text->find("---\n") + 4), problems);
  ASSERT_TRUE(job && problems.empty());
  const yaml::Node* spec = job->find("spec");
  EXPECT_EQ(job->find("kind")->text, "Job");
  EXPECT_EQ(spec->find("completionMode")->text, "Indexed");
  EXPECT_EQ(spec->find("completions")->text, "2");
  EXPECT_EQ(spec->find("parallelism")->text, "2");
  const yaml::Node* pod = spec->find("template")->find("spec");
  EXPECT_EQ(pod->find("restartPolicy")->text, "Never");
  EXPECT_EQ(pod->find("automountServiceAccountToken")->text, "false");
  EXPECT_EQ(pod->find("securityContext")->find("runAsNonRoot")->text, "true");
  const yaml::Node& runner = pod->find("containers")->elements.at(0);
  EXPECT_EQ(runner.find("image")->text, "ghcr.io/acme/runner:1");
  EXPECT_EQ(runner.find("securityContext")->find("allowPrivilegeEscalation")->text, "false");
  EXPECT_EQ(runner.find("securityContext")->find("readOnlyRootFilesystem")->text, "true");
}

TEST(MatrixKubernetes, what_a_cluster_would_refuse) {
  const auto error_of = [](const std::vector<Job>& jobs, const KubernetesOptions& options) {
    const auto text = kubernetes_job(jobs, JobKind::service, "linux/amd64", options);
    return text ? *text : text.error().render();
  };
  for (const char* name : {"", "A", "-a", "a-", "a_b", "a.b"}) {
    EXPECT_EQ(error_of({job_of("a")}, options_of(name)),
              "pushgate: error: --name: '" + std::string(name) +
                  "' is no name of a Job; expected lower-case letters, digits and '-', not '-' at an end, at "
                  "most 52\n");
  }
  EXPECT_EQ(error_of({}, options_of()), "# no jobs\n");
  const std::vector<Job> many(8000, job_of("a"));
  EXPECT_THAT(
      error_of(many, options_of()),
      testing::MatchesRegex("pushgate: error: 8000 jobs are [0-9]+ bytes; expected at most 1048576, more "
                            "a ConfigMap does not hold\n  hint: --chunk N/3 gives a part of them\n"));
  EXPECT_THAT(error_of(part_of(many, 1, 3), options_of()), testing::HasSubstr("kind: \"Job\""));
}

}  // namespace
}  // namespace pushgate::plan
