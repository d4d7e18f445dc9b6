# SPDX-License-Identifier: Apache-2.0
"""`pushgate lint`: the example fleet is as planned; the three services as they were found have the scores that were
reported of them, by exactly these rules; and every way in which a Dockerfile cannot be judged is told as that."""

import pathlib
import re
import shutil

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
from support.process import pushgate

DATA = pathlib.Path(__file__).resolve().parent / "data"
EXAMPLE = places.ROOT / "examples" / "fleet"
AS_FOUND = {
    "model_ops_coordinator": (85, {"plan/exposed-ports", "plan/health-port", "plan/require-hashes"}),
    "real_time_audio_pipeline": (60, {"plan/exposed-ports", "plan/health-port", "plan/tini-pid-1", "plan/user-name",
                                      "plan/machine-profile"}),
    "affective_processing_center": (50, {"plan/exposed-ports", "plan/health-port", "plan/no-venv", "plan/tini-pid-1",
                                         "plan/user-name", "plan/user-id", "plan/machine-profile"}),
}
SERVICE = "model_ops_coordinator"


def failed(service):
    return {finding["rule"] for finding in service["findings"] if not finding.get("unknown")}


def not_told(service):
    return {finding["rule"] for finding in service["findings"] if finding.get("unknown")}


class Lint(Case):
    def setUp(self):
        super().setUp()
        self.fleet = self.folder / "fleet"
        shutil.copytree(EXAMPLE, self.fleet)

    def lint(self, *words, code=PASSED, fleet=None):
        file = (fleet or self.fleet) / "pushgate.yaml"
        return self.expect(code, pushgate("lint", "--fleet", file, *words))

    def judge(self, *words, code=PASSED, fleet=None):
        """The document, and its services by name."""
        document = self.lint("--format", "json", *words, code=code, fleet=fleet).json()
        return document, {service["name"]: service for service in document["services"]}

    def change(self, path, old, new):
        file = self.fleet / path
        text = file.read_text()
        self.assertIn(old, text)
        file.write_text(text.replace(old, new))

    def fails(self, rules, *, score, service=SERVICE, code=PASSED):
        """The service has this score, by these rules; the other services keep theirs."""
        document, services = self.judge(code=code)
        self.assertEqual(set(rules), failed(services[service]), services[service])
        self.assertEqual(score, services[service]["score"])
        others = {name: one["score"] for name, one in services.items() if name != service}
        self.assertEqual(dict.fromkeys(others, 100), others)
        return services[service]["findings"]

    def test_the_example_is_as_planned(self):
        document, services = self.judge("--min-score", "100", fleet=EXAMPLE)
        self.assertEqual("pushgate.findings/v1", document["schema"])
        self.assertEqual(100, document["score"])
        self.assertEqual(6, len(services))
        for service in services.values():
            self.assertEqual((100, [], set()), (service["score"], service["findings"], failed(service)), service)
        self.assertEqual([], document["findings"])

    def test_the_scores_as_found(self):
        document, services = self.judge(fleet=DATA / "fleet-as-found")
        self.assertEqual(AS_FOUND, {name: (one["score"], failed(one)) for name, one in services.items()})
        self.assertEqual(65, document["score"])
        for service in services.values():
            for finding in service["findings"]:
                if not finding.get("unknown"):
                    self.assertRegex(finding["location"]["path"], r"/Dockerfile\Z")
                    self.assertGreater(finding["location"]["line"], 0)
                    self.assertTrue(finding["hint"])

    def test_what_is_below_the_least_score_is_refused(self):
        found = DATA / "fleet-as-found"
        self.lint("--min-score", "65", fleet=found)
        text = self.lint("--min-score", "66", fleet=found, code=REFUSED).out
        self.assertIn("the score is 65; expected at least 66", text)
        self.assertRegex(text, r"\Apushgate: DENY  ")
        _, services = self.judge("--service", "model_ops_coordinator", "--min-score", "85", fleet=found)
        self.assertEqual(["model_ops_coordinator"], list(services))

    def test_a_policy_that_fails_on_medium_refuses(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("version: 1\nfail_on: [MEDIUM]\n")
        self.lint("--policy", policy, fleet=DATA / "fleet-as-found", code=REFUSED)
        self.lint("--policy", policy)

    def test_the_text(self):
        text = re.sub(r" +", " ", self.expect(PASSED, pushgate("lint", "--fleet", "fleet-as-found/pushgate.yaml", cwd=DATA)).out)
        self.assertIn("real_time_audio_pipeline 60 of 100\n", text)
        self.assertIn(" P1 -10 plan/tini-pid-1 fleet-as-found/real_time_audio_pipeline/Dockerfile:27\n"
                      " plan: tini is PID 1 (ENTRYPOINT), not an entrypoint.sh.\n"
                      " found: starts `/entrypoint.sh`; expected tini as PID 1\n"
                      ' hint: write: ENTRYPOINT ["/usr/bin/tini", "--"]\n', text)
        self.assertIn("would deny: a policy that fails on MEDIUM", text)
        self.assertRegex(text, r"overall 65")

    def test_a_dockerfile_in_the_wrong_folder(self):
        document, services = self.judge(fleet=DATA / "fleet-misplaced")
        service = services["self_healing_supervisor"]
        self.assertEqual(({"plan/dockerfile-location"}, 96), (failed(service), service["score"]))
        finding = next(one for one in service["findings"] if one["rule"] == "plan/dockerfile-location")
        self.assertRegex(finding["message"], r"is in the wrong place; expected .*services/self_healing_supervisor/Dockerfile\Z")

    def test_a_second_dockerfile(self):
        (self.fleet / "old" / SERVICE).mkdir(parents=True)
        shutil.copy(self.fleet / SERVICE / "Dockerfile", self.fleet / "old" / SERVICE)
        self.fails({"plan/dockerfile-location"}, score=96)

    def test_of_a_missing_dockerfile_nothing_is_as_planned(self):
        (self.fleet / SERVICE / "Dockerfile").unlink()
        self.fails({"plan/dockerfile-location"}, score=0)

    def test_one_change_one_rule(self):
        dockerfile = f"{SERVICE}/Dockerfile"
        changes = [
            ("plan/health-port", 95, "http://127.0.0.1:8212/health", "http://127.0.0.1:7212/health"),
            ("plan/exposed-ports", 95, "EXPOSE 7212 8212", "EXPOSE 7212 8212 22"),
            ("plan/tini-pid-1", 90, 'ENTRYPOINT ["/usr/bin/tini", "--"]', "ENTRYPOINT tini -- python3.11 service.py"),
            ("plan/offline-install", 96, "--no-index ", ""),
            ("plan/require-hashes", 95, "--find-links=/wheels --require-hashes", "--find-links=/wheels"),
            ("plan/wheel-cache", 98, "RUN --mount=type=cache,target=/root/.cache/pip \\\n    python3.11 -m pip wheel",
             "RUN python3.11 -m pip wheel"),
            ("plan/family-base", 96, "ghcr.io/acme/family-llm-cu121", "ghcr.io/acme/family-torch-cu121"),
            ("plan/base-image-argument", 97, "FROM ${BASE_IMAGE} AS runtime",
             "FROM ghcr.io/acme/family-llm-cu121:20250810-9c99cc9 AS runtime"),
            ("plan/torch-architectures", 98, '"8.9;8.6"', '"7.5"'),
            ("plan/python-version", 99, 'CMD ["python3.11"', 'CMD ["python3.10"'),
            ("plan/machine-profile", 90, "COPY config/machine-profiles/${MACHINE}.json", "COPY profiles/${MACHINE}.json"),
            ("plan/family-packages", 98, "-r /build/requirements.lock\n\nFROM", "-r /build/requirements.lock torch\n\nFROM"),
            ("plan/read-only-root", 98, "WORKDIR /app", "RUN chmod -R 777 /app\nWORKDIR /app"),
            ("plan/layer-order", 97, "WORKDIR /app", "RUN apt-get update && apt-get install -y git\nWORKDIR /app"),
            ("plan/no-venv", 95, "WORKDIR /app", "RUN python3.11 -m venv /opt/env\nWORKDIR /app"),
            ("plan/user-name", 90, "USER appuser:appuser", "RUN useradd -u 10001 -g 10001 rtap\nUSER rtap"),
        ]
        original = (self.fleet / dockerfile).read_text()
        for rule, score, old, new in changes:
            with self.subTest(rule=rule):
                (self.fleet / dockerfile).write_text(original)
                self.change(dockerfile, old, new)
                self.fails({rule}, score=score)

    def test_a_profile_that_differs(self):
        self.change(f"{SERVICE}/config/machine-profiles/mainpc.json", '"16"', '"15"')
        finding, = self.fails({"plan/profile-settings"}, score=98)
        self.assertEqual("is not the profile of the machine mainpc: OMP_NUM_THREADS is 15 instead of 16", finding["message"])

    def test_a_profile_that_is_missing(self):
        (self.fleet / SERVICE / "config/machine-profiles/mainpc.json").unlink()
        self.fails({"plan/profile-settings"}, score=98)

    def test_an_answer_with_other_members(self):
        self.change(f"{SERVICE}/app/service.py", '{"status": "ok"}', '{"status": "ok", "uptime": 3}')
        finding, = self.fails({"plan/health-answer"}, score=98)
        self.assertEqual('answers /health with the member uptime; expected exactly {"status":"ok"}', finding["message"])
        self.assertGreater(finding["location"]["line"], 10)

    def test_what_only_the_build_knows_is_neither_right_nor_wrong(self):
        self.change(f"{SERVICE}/Dockerfile", "USER appuser:appuser", "ARG WHO\nUSER ${WHO}")
        self.change(f"{SERVICE}/Dockerfile", "EXPOSE 7212 8212", "ARG PORT\nEXPOSE 7212 ${PORT}")
        _, services = self.judge()
        service = services[SERVICE]
        self.assertEqual((100, set()), (service["score"], failed(service)))
        self.assertEqual({"plan/user-name", "plan/user-id", "plan/exposed-ports"}, not_told(service))

    def test_a_family_that_stays_root(self):
        self.change("families/web/Dockerfile", "USER appuser\n", "")
        document, _ = self.judge()
        self.assertEqual([("plan/root-switch", "family-web")], [(one["rule"], one["subject"]) for one in document["findings"]])

    def test_one_broken_dockerfile_does_not_hide_the_others(self):
        good = (self.fleet / SERVICE / "Dockerfile").read_text()
        broken = {
            "no text": b"FROM a\n\x00\xff\xfe",
            "50 MB": b"#" * (50 << 20),
            "a stage that is not there": good.replace("from=builder", "from=nowhere").encode() + b"\nCOPY --from=7 /a /b\n",
            "no FROM": b"RUN true\n",
            "nothing": b"",
        }
        for name, content in broken.items():
            with self.subTest(name):
                (self.fleet / SERVICE / "Dockerfile").write_bytes(content)
                document, services = self.judge(code=UNCHECKED)
                self.assertIsNone(services[SERVICE]["score"])
                self.assertIn(f"{SERVICE}/Dockerfile", services[SERVICE]["reason"])
                self.assertEqual(100, services["real_time_audio_pipeline"]["score"])
                self.assertEqual("unknown", document["decision"]["verdict"])

    def test_arguments_that_are_themselves(self):
        """One that names itself is what it was before; one that doubles for ever meets a limit."""
        dockerfile = self.fleet / SERVICE / "Dockerfile"
        good = dockerfile.read_text()
        dockerfile.write_text(good.replace("ARG MACHINE=mainpc", "ARG MACHINE=mainpc\nARG MACHINE=${MACHINE}"))
        self.fails(set(), score=100)
        dockerfile.write_text(good + "ENV B=${B:-xx}\n" + "ENV B=$B$B\n" * 100)
        _, services = self.judge(code=UNCHECKED)
        self.assertRegex(services[SERVICE]["reason"], r"Dockerfile:\d+: ENV: its variables expand to too much")

    def test_wrong_use(self):
        outcome = self.expect(MISUSE, pushgate("lint", cwd=self.folder))
        self.assertEqual("pushgate: error: there is no fleet file pushgate.yaml here to hold Dockerfiles against\n"
                         "  hint: name one with --fleet FILE, or write a first one with `pushgate init`\n", outcome.err)
        outcome = self.lint("--service", "nobody", code=MISUSE)
        self.assertIn("has no service 'nobody'; expected one of affective_processing_center, central_error_bus", outcome.err)
        self.lint("--min-score", "101", code=MISUSE)


if __name__ == "__main__":
    main()
