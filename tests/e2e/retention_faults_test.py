# SPDX-License-Identifier: Apache-2.0
"""What networks and proxies do to `retention plan` and `retention apply`: each fault with the whole text that a user sees, and
what the real registry behind it holds afterwards. No fault makes anything go that is kept."""

import json
import re

from support.case import PASSED, REFUSED, UNCHECKED, Case, main
from support.faulty import proxy_before
from support.image import Image
from support.process import pushgate
from support.registries import docker_registry
from support.registry_writer import Writer
from support.wholeness import ask, digest_of_tag, faults_of

OLD, NEW = "20200101-aaaaaaa", "20260101-bbbbbbb"
AT_ONCE = (("Retry-After", "0"),)
DELETE = "DELETE .*/manifests/"
THROTTLED = "REGISTRY/app: is throttled by its registry (429 TOOMANYREQUESTS: slow down), at each of 4 attempts"
TAGS = "while listing the tags of REGISTRY/app"
REMOVING = ("while removing manifest REGISTRY/app@OLD",
            "while removing OLD; 0 of 4 are removed, and the same command goes on from there")
LATER = "hint: try again later, or log in: limits are higher for known users"


class FaultyRetention(Case):
    """An old index that is to go and a new one that stays; they share a platform. Each test has a repository of its own, which
    texts call `app`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.real = docker_registry(cls)
        cls.proxy = proxy_before(cls, cls.real)

    def setUp(self):
        super().setUp()
        self.proxy.forget()
        self.name = self.id().rpartition(".")[2]
        writer = Writer(self.real, self.name)
        old, new, shared = (writer.image(Image([{"base": "shared by all"}, {"app": name}])) for name in ("old", "new", "shared"))
        indexes = [writer.index([own, shared], tag) for own, tag in ((old, OLD), (new, NEW))]
        self.sbom = writer.referrer(indexes[0], b'{"bomFormat":"CycloneDX"}')["digest"]
        self.old, self.new = (index["digest"] for index in indexes)
        self.child = old["digest"]
        self.index = self.old.replace(":", "-")
        (self.folder / "pushgate.yaml").write_text(f"version: 1\nregistry: {self.proxy.address}\nservices: {{{self.name}: {{}}}}\n"
                                                   "retention: {keep_last: 1, grace_days: 0}\n")

    def retention(self, *words):
        return pushgate("retention", *words, cwd=self.folder)

    def plan(self):
        return self.retention("plan", "-o", "plan.json")

    def apply(self):
        return self.retention("apply", "plan.json", "--yes", "--max-share", "100")

    def planned(self):
        self.expect(PASSED, self.plan())
        self.proxy.forget()

    def said(self, text):
        text = text.replace(f"{self.proxy.address}/{self.name}", "REGISTRY/app").replace(self.proxy.address, "REGISTRY")
        for digest, name in ((self.old, "OLD"), (self.new, "NEW"), (self.child, "CHILD"), (self.sbom, "SBOM")):
            text = text.replace(digest, name)
        text = re.sub(r"sha256:\w{64}", "OTHER", text)
        return re.sub(r"\d+ of \d+ bytes", "N of M bytes", text)

    def faults_met(self):
        return [request.fault for request in self.proxy.log() if request.fault]

    def there(self, digest):
        return ask(self.real, f"{self.name}/manifests/{digest}")[0] == 200

    def assert_kept(self):
        self.assertEqual(self.new, digest_of_tag(self.real, self.name, NEW))
        self.assertEqual([], faults_of(self.real, self.name, self.new))

    def assert_gone(self):
        for digest in (self.old, self.child, self.sbom):
            self.assertFalse(self.there(digest), digest)
        self.assert_kept()

    def could_not(self, outcome, *error, told=()):
        self.expect(UNCHECKED, outcome)
        lines = "".join(line + "\n" for line in told)
        self.assertEqual(f"{lines}pushgate: error: " + "\n  ".join(error) + "\n", self.said(outcome.err), outcome)
        self.assert_kept()


class Plan(FaultyRetention):
    def plans(self, *faults):
        self.expect(PASSED, self.plan())
        (repository,) = json.loads((self.folder / "plan.json").read_text())["repositories"]
        going = {one["digest"] for one in repository["manifests"] if one["action"] == "remove"}
        self.assertLessEqual({self.old, self.child, self.sbom}, going)
        self.assertNotIn(self.new, going)
        self.assertEqual(list(faults), self.faults_met())

    def cannot_plan(self, *error):
        """Of nothing that could be asked there is no plan."""
        outcome = self.plan()
        self.could_not(outcome, *error)
        self.assertEqual("", outcome.out)
        self.assertFalse((self.folder / "plan.json").exists())

    def test_answers_that_are_lost(self):
        for request in ("GET .*/tags/list", f"GET .*/manifests/{OLD}", f"GET .*/manifests/{self.child}", "GET .*/referrers/"):
            self.proxy.fail(request, "lose_answer")
        self.plans(*["lose_answer"] * 4)

    def test_throttled(self):
        self.proxy.fail("GET .*/tags/list", "throttle", retry_after="1")
        self.plans("throttle")

    def test_tags_that_cannot_be_listed(self):
        self.proxy.fail("GET .*/tags/list", "throttle", retry_after="0", times=-1)
        self.cannot_plan(THROTTLED, TAGS, LATER)

    def test_tags_that_are_cut_off(self):
        self.proxy.fail("GET .*/tags/list", "wrong_length", by=5, times=-1)
        self.cannot_plan("REGISTRY: sent N of M bytes and closed the connection", TAGS)

    def test_a_portal_in_the_place_of_the_tags(self):
        self.proxy.fail("GET .*/tags/list", "page", times=-1)
        self.cannot_plan("tag list of REGISTRY/app:1:1: is not JSON: syntax error while parsing value - invalid literal; last read: '<'", TAGS)

    def test_a_portal_in_the_place_of_referrers(self):
        self.proxy.fail("GET .*/referrers/", "page", times=-1)
        self.cannot_plan("REGISTRY/app: answered 200 with text/html and has no fallback tag; "
                         "expected application/vnd.oci.image.index.v1+json",
                         "while listing the referrers of REGISTRY/app@NEW")

    def test_another_index_than_its_digest_says(self):
        self.proxy.fail(f"GET .*/manifests/{self.new}", "wrong_body", times=-1)
        self.proxy.fail(f"GET .*/manifests/{NEW}", "wrong_body", times=-1)
        self.cannot_plan(f"REGISTRY/app:{NEW}: manifest is not what its digest says; expected NEW, got OTHER",
                         f"while fetching manifest REGISTRY/app:{NEW}")

    def test_a_child_that_cannot_be_had(self):
        self.proxy.fail(f"GET .*/manifests/{self.child}", "status", headers=AT_ONCE, times=-1)
        self.cannot_plan("REGISTRY/app: registry failed (500), at each of 4 attempts; expected 200",
                         "while fetching manifest REGISTRY/app@CHILD")

    def test_forbidden(self):
        self.proxy.fail(f"GET .*/manifests/{self.child}", "status", status=403)
        self.cannot_plan("REGISTRY/app: forbids it (403), no credentials were asked for", "while fetching manifest REGISTRY/app@CHILD",
                         "hint: docker login REGISTRY with an account that may")

    def test_tags_without_an_end(self):
        self.proxy.fail("GET .*/tags/list", "endless")
        self.cannot_plan("REGISTRY: sent an answer of more than 33554432 bytes", TAGS)

    def test_an_error_that_is_a_gzip_bomb(self):
        self.proxy.fail("GET .*/tags/list", "gzip_bomb", times=-1, headers=AT_ONCE)
        self.cannot_plan("REGISTRY/app: registry failed (500), at each of 4 attempts; expected 200", TAGS)

    def test_redirects_in_a_circle(self):
        self.proxy.fail("GET .*/tags/list", "redirect_loop", times=-1)
        self.cannot_plan("REGISTRY: redirects more than 5 times", TAGS)


class Apply(FaultyRetention):
    def setUp(self):
        super().setUp()
        self.planned()

    def applies(self, *faults):
        self.expect(PASSED, self.apply())
        self.assertEqual(list(faults), self.faults_met())
        self.assert_gone()

    def test_answers_that_are_lost(self):
        """What is gone already when it is asked for again is gone."""
        self.proxy.fail(DELETE, "lose_answer", times=3)
        self.applies(*["lose_answer"] * 3)

    def test_throttled(self):
        self.proxy.fail(DELETE, "throttle", retry_after="1")
        self.applies("throttle")

    def test_failing_for_ever(self):
        self.proxy.fail(DELETE, "status", headers=AT_ONCE, times=-1)
        self.could_not(self.apply(), "REGISTRY/app: registry failed (500), at each of 4 attempts; expected 202",
                       *REMOVING)
        self.assertTrue(self.there(self.old))

    def test_forbidden(self):
        self.proxy.fail(DELETE, "status", status=403, times=-1)
        self.could_not(self.apply(), "REGISTRY/app: forbids it (403), no credentials were asked for", *REMOVING,
                       "hint: docker login REGISTRY with an account that may")
        self.assertTrue(self.there(self.old))

    def test_a_portal_that_says_yes_to_everything(self):
        self.proxy.fail(DELETE, "page", times=-1)
        self.could_not(self.apply(), "REGISTRY/app@OLD: was removed by the word of the registry (200) and is still there", *REMOVING)
        self.assertTrue(self.there(self.old))

    def test_a_registry_that_removes_nothing(self):
        self.proxy.fail(DELETE, "status", status=202, times=-1)
        self.could_not(self.apply(), "REGISTRY/app@OLD: was removed by the word of the registry (202) and is still there", *REMOVING)
        self.assertTrue(self.there(self.old))

    def test_in_the_middle(self):
        """What was done stays done, and the same plan does the rest."""
        self.proxy.fail(DELETE, "status", headers=AT_ONCE, times=-1, skip=1)
        self.could_not(self.apply(), "REGISTRY/app: registry failed (500), at each of 4 attempts; expected 202",
                       "while removing manifest REGISTRY/app@OTHER",
                       "while removing OTHER; 1 of 4 are removed, and the same command goes on from there",
                       told=["REGISTRY/app: removed OLD 20200101-aaaaaaa"])
        self.proxy.forget()
        self.applies()

    def test_tags_that_cannot_be_listed(self):
        """Nothing goes while it is not known that the repository is as it was planned."""
        self.proxy.fail("GET .*/tags/list", "throttle", retry_after="0", times=-1)
        self.could_not(self.apply(), THROTTLED, TAGS, LATER)
        self.assertEqual([], [one for one in self.proxy.log() if one.method == "DELETE"])

    def test_what_stays_cannot_be_looked_at(self):
        """After the last one went: done, and not known to be well."""
        self.proxy.fail("HEAD .*/blobs/", "status", headers=AT_ONCE, times=-1)
        self.could_not(self.apply(), "REGISTRY/app: registry failed (500), at each of 4 attempts; expected 200 or 404",
                       "while looking for blob REGISTRY/app@OTHER",
                       "while looking whether what stays is whole; 4 of 4 are removed, and `pushgate verify --fleet` looks again",
                       told=[f"REGISTRY/app: removed {name}" for name in (f"OLD {OLD}", f"OTHER {self.index}", "SBOM", "CHILD")])
        self.assert_gone()

    def test_a_blob_that_is_gone_afterwards(self):
        """Each image that is not whole is named, which is a refusal."""
        self.proxy.fail("HEAD .*/blobs/", "status", status=404, times=-1,
                        body=b'{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown"}]}')
        outcome = self.expect(REFUSED, self.apply())
        self.assertIn("4 of 7 manifests removed; 1 that stay are whole\n", outcome.out)
        self.assertRegex(self.said(outcome.out), "  NOT WHOLE: OTHER: blob OTHER is not there\n")


if __name__ == "__main__":
    main()
