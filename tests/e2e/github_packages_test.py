# SPDX-License-Identifier: Apache-2.0
"""GitHub Packages: a local server that answers as the documentation says (tests/support/github_packages.py) over a real
registry, and what pushgate asks it for."""

import re
import sys

from support import places
from support.case import PASSED, UNCHECKED, Case, main
from support.image import Image
from support.process import pushgate
from support.registries import docker_registry

sys.path.insert(0, str(places.ROOT / "tests/support"))
from github_packages import GithubPackages, limit_after, limit_until  # noqa: E402


class GithubCase(Case):
    """The package octo-org/ai_system/app with three tagged images and one without a tag."""

    kind = "orgs"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = docker_registry(cls)

    def setUp(self):
        super().setUp()
        self.owner = self.id().rpartition(".")[2].replace("_", "-")
        self.github = GithubPackages(self.registry.address, self.owner, "ai_system/app", self.kind)
        self.addCleanup(self.github.stop)
        self.images = [Image([{"version": str(number)}]) for number in range(4)]
        for number, image in enumerate(self.images):
            image.write(self.folder / "layout", f"v{number}")
            self.tool("skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"oci:{self.folder}/layout:v{number}",
                      f"docker://{self.registry.address}/{self.owner}/ai_system/app:v{number}")
            self.github.add(image.digest)
        self.github.ask("PUT", "manifests/v3", *self.stored(2))  # v3 moved on: its first image is without a tag
        self.repository = f"{self.registry.address}/{self.owner}/ai_system/app"
        (self.folder / "pushgate.yaml").write_text(f"version: 1\nregistry: {self.registry.address}/{self.owner}/ai_system\n"
                                                   "services: {app: {}}\n")

    def stored(self, number):
        _, headers, body = self.github.ask("GET", f"manifests/{self.images[number].digest}")
        return body, {"Content-Type": headers["Content-Type"]}

    def run_at_github(self, *words, token="ghp_right", **env):
        return pushgate(*words, "--github-api", self.github.url, cwd=self.folder, env={"GITHUB_TOKEN": token, **env})


class DoctorLive(GithubCase):
    """`doctor --live`: one request, which changes nothing."""

    def doctor(self, **options):
        outcome = self.run_at_github("doctor", "--live", "--trivy", places.tool("trivy"), "--trivy-cache", places.DATABASE, **options)
        self.assertNotIn("ghp_", outcome.out + outcome.err)
        self.assertLessEqual({method for method, _ in self.github.requests}, {"GET"})
        found = [re.sub(" +", " ", line) for line in outcome.out.split("\n") if "GitHub Packages" in line or line.startswith(" " * 30)]
        return outcome, "\n".join(found).replace(self.repository, "REPOSITORY").replace(self.github.url.removeprefix("http://"), "GITHUB")

    def test_the_versions_are_counted(self):
        outcome, told = self.doctor()
        self.expect(PASSED, outcome)
        self.assertIn("ok GitHub Packages REPOSITORY: 4 versions, 3 of them tagged", told)

    def test_page_by_page(self):
        self.github.page = 1
        outcome, told = self.doctor()
        self.expect(PASSED, outcome)
        self.assertIn("ok GitHub Packages REPOSITORY: 4 versions, 3 of them tagged", told)
        self.assertEqual(4, len(self.github.requests))

    def test_a_token_that_is_no_good(self):
        outcome, told = self.doctor(token="ghp_wrong")
        self.expect(UNCHECKED, outcome)
        self.assertIn("missing GitHub Packages GITHUB: does not accept the token of GITHUB_TOKEN (401: Bad credentials)\n"
                      " give one that is valid, with the scopes read:packages and delete:packages", told)

    def test_no_token(self):
        outcome, told = self.doctor(token="", HOME=self.folder)
        self.expect(UNCHECKED, outcome)
        self.assertIn("missing GitHub Packages GITHUB_TOKEN: is not set, and docker has no password for", told)

    def test_a_package_that_is_not_there(self):
        self.github.package = "other"
        outcome, told = self.doctor()
        self.expect(UNCHECKED, outcome)
        self.assertIn("missing GitHub Packages REPOSITORY: is not found by GITHUB (404: Package not found.), with the token of "
                      "GITHUB_TOKEN\n GitHub says so, too, where the token may not: ", told)

    def test_a_limit_that_is_soon_over(self):
        self.github.limits = [limit_after(1), limit_until(1)]
        outcome, told = self.doctor()
        self.expect(PASSED, outcome)
        self.assertIn("4 versions", told)
        self.assertRegex(outcome.err, r"^waiting 1 s: 127\.0\.0\.1:\d+ takes no more requests of this token until \S+Z \(403: You have "
                                      r"exceeded a secondary rate limit\. .*\)\nwaiting [12] s: .* \(403: API rate limit exceeded .*\)\n$")

    def test_a_limit_that_is_not_over_soon(self):
        self.github.limits = [limit_until(3600)]
        outcome, told = self.doctor()
        self.expect(UNCHECKED, outcome)
        self.assertRegex(told, r"missing GitHub Packages GITHUB: takes no more requests of this token until \S+Z \(403: API rate limit "
                               r"exceeded for installation ID 1\.\)\n run the same command again then; what was done stays done")
        self.assertEqual(1, len(self.github.requests))


class DoctorLiveOfAUser(DoctorLive):
    kind = "users"

    test_page_by_page = test_a_limit_that_is_not_over_soon = None  # one request more, which finds no organisation


if __name__ == "__main__":
    main()
