# SPDX-License-Identifier: Apache-2.0
"""GitHub Packages: a local server that answers as the documentation says (tests/support/github_packages.py) over a real
registry, and what pushgate asks it for."""

import json
import re
import sys

from support import places
from support.case import MISUSE, PASSED, REFUSED, UNCHECKED, Case, main
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


class DoctorLiveOfAPrivatePackage(DoctorLiveOfAUser):
    kind = "user"


class Retention(GithubCase):
    """Of three dated images the newest stays, and so does what has no tag."""

    def setUp(self):
        super().setUp()
        self.tags = ("20200101-aaaaaaa", "20210101-bbbbbbb", "20260101-ccccccc")
        for number, tag in enumerate(self.tags):
            self.github.ask("PUT", f"manifests/{tag}", *self.stored(number))
        with open(self.folder / "pushgate.yaml", "a") as fleet:
            fleet.write("retention: {keep_last: 1, keep_undated: false}\n")
        self.going = sorted(image.digest for image in self.images[:2])

    def retention(self, *words, **options):
        return self.run_at_github("retention", *words, **options)

    def plan(self):
        self.expect(PASSED, self.retention("plan", "-o", "plan.json"))
        (planned,) = json.loads((self.folder / "plan.json").read_text())["repositories"]
        self.assertEqual("github", planned["store"])
        self.assertEqual(self.going, sorted(one["digest"] for one in planned["manifests"] if one["action"] == "remove"))
        self.github.requests.clear()

    def apply(self, code=PASSED, **options):
        return self.expect(code, self.retention("apply", "plan.json", "--yes", "--max-share", "100", **options))

    def there(self):
        return [number for number, image in enumerate(self.images)
                if self.github.ask("GET", f"manifests/{image.digest}")[0] == 200]

    def asked(self, method):
        return [path for one, path in self.github.requests if one == method]

    def test_what_goes_goes_by_the_api_and_comes_back(self):
        self.plan()
        outcome = self.apply()
        self.assertEqual(f"{self.repository}: 2 of 4 manifests removed; 2 that stay are whole\n", outcome.out)
        self.assertEqual([2, 3], self.there())
        self.assertEqual(2, len(self.asked("DELETE")))
        outcome = self.expect(PASSED, self.retention("undo", "plan.json"))
        self.assertEqual(f"{self.repository}: 2 manifests restored, 0 were there\n", outcome.out)
        self.assertEqual([0, 1, 2, 3], self.there())
        self.tool("crane", "validate", "--remote", f"{self.repository}:{self.tags[0]}")
        outcome = self.expect(PASSED, self.retention("undo", "plan.json", "--format", "json"))
        self.assertEqual([{"name": self.repository, "restored": 0, "there": 2, "not_restored": []}], outcome.json()["repositories"])

    def test_without_yes_nothing_goes(self):
        self.plan()
        self.expect(PASSED, self.retention("apply", "plan.json", "--max-share", "100"))
        self.assertEqual([], self.asked("DELETE"))

    def test_what_github_never_removes_is_left_and_said(self):
        self.plan()
        self.github.popular.add(self.images[0].digest)
        outcome = self.apply(REFUSED)
        self.assertIn(f"  left: {self.images[0].digest}: GitHub does not do it (400: Publicly visible package versions with more than 5000 "
                      "downloads cannot be deleted. Contact GitHub support for further assistance.); such a version can only be removed "
                      "by GitHub's support: keep it by a rule of the fleet file\n", outcome.out)
        self.assertEqual([0, 2, 3], self.there())

    def test_a_token_that_may_only_read(self):
        self.plan()
        outcome = self.apply(UNCHECKED, token="ghp_reader")
        self.assertRegex(outcome.err, r"^pushgate: error: \S+/app: is not found by 127\.0\.0\.1:\d+ \(404: Package not found\.\), with the "
                                      r"token of GITHUB_TOKEN\n  while removing \S+\n  while removing \S+; 0 of 2 are removed, and the same "
                                      r"command goes on from there\n  hint: GitHub says so, too, where the token may not: .*\n$")
        self.assertEqual([0, 1, 2, 3], self.there())

    def test_a_limit_in_the_middle(self):
        self.plan()
        delete = self.github.delete

        def limited(version):
            delete(version)
            self.github.limits = [limit_after(1)]

        self.github.delete = limited
        outcome = self.apply()
        self.assertRegex(outcome.err, r"(?m)^waiting 1 s: 127\.0\.0\.1:\d+ takes no more requests of this token until ")
        self.assertEqual([2, 3], self.there())

    def test_after_thirty_days_nothing_comes_back(self):
        self.plan()
        self.apply()
        self.github.deleted.clear()
        outcome = self.expect(REFUSED, self.retention("undo", "plan.json"))
        self.assertEqual(3, outcome.out.count("\n"), outcome)
        self.assertIn(f"  NOT RESTORED: {self.images[0].digest} {self.tags[0]} v0: the store does not list it among what can be brought "
                      "back; GitHub does for 30 days\n", outcome.out)

    def test_a_registry_of_its_own_cannot_undo(self):
        self.plan()
        self.apply()
        outcome = pushgate("retention", "undo", "plan.json", cwd=self.folder)
        self.assertEqual(f"pushgate: error: plan.json: asks for the store 'github' of {self.repository}; expected oci\n", outcome.err)
        self.expect(MISUSE, outcome)


if __name__ == "__main__":
    main()
