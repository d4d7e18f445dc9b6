# SPDX-License-Identifier: Apache-2.0
"""What networks and proxies do to a push and to a verification: each fault with the whole text that a user sees, the exit
code, and what the real registry behind it holds afterwards."""

import base64
import json
import ssl
import subprocess
import types

from support.bad_input import PASSWORD
from support.case import PASSED, main
from support.faulty import Faulty, proxy_before
from support.process import pushgate
from support.registries import strict_registry

AT_ONCE = (("Retry-After", "0"),)
BLOB = "PUT .*/blobs/uploads/"
BEGIN = "POST .*/blobs/uploads/"
CONFIG = "GET .*/blobs/"  # layers are not read back, only looked for
TAG = "PUT .*/manifests/v1$"


class Push(Faulty):
    """`gate --push` of a passing image. Nothing that is half there gets the tag."""

    def pushes(self, *faults):
        """In spite of these faults."""
        self.expect(PASSED, self.push())
        self.assertEqual(list(faults), self.faults_met())
        self.assert_whole()
        self.assert_nothing_left()

    def cannot_push(self, *error):
        self.could_not(self.push(), *error)
        self.assert_no_tag()

    def test_a_request_that_is_cut_off(self):
        self.proxy.fail(BLOB, "drop_request", after=100)
        self.pushes("drop_request")

    def test_every_upload_is_cut_off(self):
        self.proxy.fail(BLOB, "drop_request", after=100, times=-1)
        self.cannot_push("REGISTRY: closed the connection after N bytes were sent to it", self.uploading())
        self.assertEqual({"drop_request"}, set(self.faults_met()))
        self.assertIn(len(self.faults_met()), range(4, 4 * 7 + 1))  # of seven blobs, side by side, the first is told

    def test_an_answer_that_is_lost(self):
        """The registry did what it was asked for; asking again does no harm."""
        for request in (BEGIN, BLOB, "PUT .*/manifests/sha256:", "PUT .*/manifests/sha256-", TAG):
            self.proxy.fail(request, "lose_answer")
        self.pushes(*["lose_answer"] * 5)

    def test_the_answer_about_the_tag_is_always_lost(self):
        """Whether the tag moved cannot be known, so the run does not say that it did; what it names is whole."""
        self.proxy.fail(TAG, "lose_answer", times=-1)
        self.could_not(self.push(), "REGISTRY: closed the connection after N bytes were sent to it",
                       "while putting manifest REGISTRY/app:v1")
        self.assert_whole()

    def test_an_answer_that_is_cut_off(self):
        for request in (CONFIG, "GET .*/manifests/"):
            self.proxy.fail(request, "drop_answer", after=10)
        self.pushes("drop_answer", "drop_answer")

    def test_answers_that_take_their_time(self):
        self.proxy.fail(".*", "delay", seconds=0.05, times=-1)
        self.expect(PASSED, self.push())
        self.assert_whole()

    def test_throttled(self):
        self.proxy.fail(BEGIN, "throttle", retry_after="1")
        self.proxy.fail(TAG, "throttle")  # says nothing about when
        self.pushes("throttle", "throttle")

    def test_throttled_for_ever(self):
        self.proxy.fail(TAG, "throttle", retry_after="0", times=-1)
        self.cannot_push("REGISTRY/app: is throttled by its registry (429 TOOMANYREQUESTS: slow down), at each of 4 attempts",
                         "while putting manifest REGISTRY/app:v1",
                         "hint: try again later, or log in: limits are higher for known users")

    def test_failing(self):
        self.proxy.fail(".*", "status", times=3, headers=AT_ONCE)
        self.pushes("status", "status", "status")

    def test_failing_for_ever(self):
        self.proxy.fail(TAG, "status", status=503, body=b"<html>\x1b[31mno", headers=AT_ONCE, times=-1)
        self.cannot_push("REGISTRY/app: registry failed (503), at each of 4 attempts; expected 201",
                         "while putting manifest REGISTRY/app:v1")

    def test_another_manifest_than_was_put(self):
        self.proxy.fail(f"GET .*/manifests/{self.image.digest}", "wrong_body", skip=1)
        self.cannot_push(f"REGISTRY/app@{self.image.digest}: manifest is not what its digest says; "
                         f"expected {self.image.digest}, got OTHER", f"while putting manifest REGISTRY/app@{self.image.digest}")

    def test_another_configuration_than_was_put(self):
        self.proxy.fail(CONFIG, "wrong_body")
        self.cannot_push("blob OTHER: is corrupt; expected digest OTHER, got OTHER", "while reading blob REGISTRY/app@OTHER")

    def test_an_answer_that_is_shorter_than_it_says(self):
        self.proxy.fail("GET .*/manifests/sha256:", "wrong_length", by=7, times=-1, skip=1)
        self.cannot_push("REGISTRY: sent N of M bytes and closed the connection",
                         f"while putting manifest REGISTRY/app@{self.image.digest}")

    def test_an_answer_that_is_longer_than_it_says(self):
        self.proxy.fail("GET .*/manifests/sha256:", "wrong_length", by=-7, skip=1)
        self.cannot_push(f"REGISTRY/app@{self.image.digest}: manifest is not what its digest says; "
                         f"expected {self.image.digest}, got OTHER", f"while putting manifest REGISTRY/app@{self.image.digest}")

    def test_a_page_of_a_portal(self):
        self.proxy.fail(".*", "page", times=-1)
        layer = self.image.layers[0]
        self.cannot_push(f"REGISTRY/app@{layer.digest}: blob has 56 bytes; expected {layer.size}, as its descriptor says", self.uploading())

    def test_no_http(self):
        self.proxy.fail(".*", "garbage", times=-1)
        self.cannot_push("REGISTRY: does not answer in HTTP", self.uploading())

    def test_redirects_in_a_circle(self):
        self.proxy.fail("GET .*/manifests/", "redirect_loop", times=-1)
        self.cannot_push("REGISTRY: redirects more than 5 times", f"while fetching manifest REGISTRY/app@{self.image.digest}")

    def test_an_answer_without_an_end(self):
        self.proxy.fail("GET .*/manifests/", "endless")
        self.cannot_push("REGISTRY: sent an answer of more than 4194304 bytes", f"while fetching manifest REGISTRY/app@{self.image.digest}")

    def test_an_error_without_an_end(self):
        self.proxy.fail(BEGIN, "endless", status=500, times=-1)
        self.cannot_push("REGISTRY: sent an answer of more than 65536 bytes", self.uploading())

    def test_an_error_that_is_a_gzip_bomb(self):
        self.proxy.fail(BEGIN, "gzip_bomb", times=-1, headers=AT_ONCE)
        self.cannot_push("REGISTRY/app: registry failed (500), at each of 4 attempts; expected 201", self.uploading())


class PushElsewhere(Faulty):
    """A registry that knows who asks, and sends its clients on to other hosts: a name and password go to it alone."""

    start = staticmethod(lambda case: strict_registry(case, "-basic", "ann:secret"))
    login = "Basic " + base64.b64encode(b"ann:secret").decode()

    def setUp(self):
        super().setUp()
        self.elsewhere = proxy_before(self, self.real, login=self.login)
        docker = self.folder / "docker"
        docker.mkdir()
        (docker / "config.json").write_text(json.dumps({"auths": {self.proxy.address: {"auth": self.login.split()[1]}}}))

    def environment(self, password=PASSWORD):
        return {**super().environment(password), "DOCKER_CONFIG": self.folder / "docker"}

    def assert_unknown_there(self, method):
        """The other host was asked, and not told who asks; the registry was."""
        self.assertEqual({(method, "", self.elsewhere.address)},
                         {(one.method, one.authorization, one.host) for one in self.elsewhere.log()})
        self.assertEqual({"", self.login}, {one.authorization for one in self.proxy.log()})

    def test_a_blob_that_lies_elsewhere(self):
        self.proxy.fail(CONFIG, "redirect", location=f"http://{self.elsewhere.address}…", times=-1)
        self.expect(PASSED, self.push())
        self.assert_unknown_there("GET")

    def test_an_upload_that_goes_elsewhere(self):
        self.proxy.fail(BEGIN, "move_upload", location=f"http://{self.elsewhere.address}", times=-1)
        self.expect(PASSED, self.push())
        self.assert_unknown_there("PUT")

    def test_elsewhere_is_forbidden(self):
        self.proxy.fail(CONFIG, "redirect", location=f"http://{self.elsewhere.address}…", times=-1)
        self.elsewhere.fail(".*", "status", status=403, times=-1)
        self.could_not(self.push(), f"{self.elsewhere.address}: answered 403; expected 200 from where REGISTRY redirects to",
                       "while fetching blob REGISTRY/app@OTHER")

    def test_a_write_that_is_redirected(self):
        """No client may follow it with a body, and it is not asked to."""
        self.proxy.fail(BEGIN, "redirect", location=f"http://{self.elsewhere.address}…", times=-1)
        self.could_not(self.push(), "REGISTRY/app: answered 307; expected 202", self.uploading())
        self.assertEqual([], self.elsewhere.log())


class PushOverTls(Faulty):
    """Through an HTTPS proxy that has a certificate of its own for registry.example, which is nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = types.SimpleNamespace(address="registry.example", forget_log=cls.proxy.forget)

    def push(self, name, *flags):
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                        "-subj", "/CN=a registry", "-addext", f"subjectAltName=DNS:{name}", "-out", certificate, "-keyout", key],
                       check=True, capture_output=True)
        self.proxy.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.proxy.tls.load_cert_chain(certificate, key)
        return self.attempt(*self.words(*flags))

    def environment(self, password=PASSWORD):
        return {**super().environment(password), "https_proxy": f"http://{self.proxy.address}"}

    hint = "hint: check the name of the host, or name its certificate authority with --ca-file"

    def trusted(self):
        return "--ca-file", self.folder / "certificate.pem"

    def test_the_right_name(self):
        self.expect(PASSED, self.push("registry.example", *self.trusted()))
        self.assert_whole()

    def test_a_wrong_name(self):
        self.could_not(self.push("registry.example.org", *self.trusted()),
                       "REGISTRY: certificate is not trusted (SSL: no alternative certificate subject name matches target host name 'REGISTRY')", self.uploading(), self.hint)
        self.assertEqual({"CONNECT"}, {one.method for one in self.proxy.log()})

    def test_a_certificate_that_nobody_trusts(self):
        self.could_not(self.push("registry.example"),
                       "REGISTRY: certificate is not trusted (SSL certificate problem: self-signed certificate)", self.uploading(), self.hint)
        self.assertEqual({"CONNECT"}, {one.method for one in self.proxy.log()})


class Verify(Faulty):
    """`verify` of an image that has everything. No fault makes it say that something is not there."""

    portal = "hint: something between here and REGISTRY answers in its place, such as a network's login page"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("test_nothing_is_wrong")
        case.setUp()
        try:
            case.name = "verified"
            case.expect(PASSED, case.push())
        finally:
            case.doCleanups()

    def setUp(self):
        super().setUp()
        self.name = "verified"
        tag = self.image.digest.replace(":", "-")
        self.fallback = f"GET .*/manifests/{tag}"
        self.index = f"REGISTRY/app:{tag}"
        self.listing = f"while listing the referrers of REGISTRY/app@{self.image.digest}"

    def verify(self):
        return pushgate("verify", f"{self.proxy.address}/verified:v1", "--key", self.shared / "cosign.pub", "--require",
                        "signature,sbom,receipt", cwd=self.work, env=self.environment())

    def verifies(self, *faults):
        outcome = self.expect(PASSED, self.verify())
        by = f"good, by {self.shared / 'cosign.pub'}"
        self.assertRegex(self.said(outcome.out), f"^VERIFIED  REGISTRY/app:v1  {self.image.digest}\n  signature  {by}\n  sbom       {by}\n"
                                                 f"  receipt    {by}, of \\S+Z\n$")
        self.assertEqual(list(faults), self.faults_met())

    def cannot_verify(self, *error):
        self.could_not(self.verify(), *error)

    def test_nothing_is_wrong(self):
        self.verifies()

    def test_answers_that_are_lost(self):
        for request in ("GET .*/manifests/v1", "GET .*/referrers/", self.fallback, "GET .*/manifests/sha256:", "GET .*/blobs/"):
            self.proxy.fail(request, "lose_answer")
        self.verifies(*["lose_answer"] * 5)

    def test_every_answer_is_lost(self):
        self.proxy.fail(".*", "lose_answer", times=-1)
        self.cannot_verify("REGISTRY: closed the connection without an answer", "while fetching manifest REGISTRY/app:v1")

    def test_answers_that_are_cut_off(self):
        for request in ("GET .*/manifests/v1", self.fallback, "GET .*/manifests/sha256:", "GET .*/blobs/"):
            self.proxy.fail(request, "drop_answer", after=100)
        self.verifies(*["drop_answer"] * 4)

    def test_a_blob_that_is_always_cut_off(self):
        self.proxy.fail("GET .*/blobs/", "drop_answer", after=100, times=-1)
        self.cannot_verify("REGISTRY: sent N of M bytes and closed the connection", "while fetching blob REGISTRY/app@OTHER",
                           "while reading blob REGISTRY/app@OTHER")

    def test_answers_that_take_their_time(self):
        self.proxy.fail(".*", "delay", seconds=0.5, times=3)
        self.verifies("delay", "delay", "delay")

    def test_throttled(self):
        self.proxy.fail("GET .*/referrers/", "throttle", retry_after="1")
        self.proxy.fail(self.fallback, "throttle")
        self.verifies("throttle", "throttle")

    def test_throttled_for_ever(self):
        self.proxy.fail("GET .*/referrers/", "throttle", retry_after="0", times=-1)
        self.cannot_verify("REGISTRY/app: is throttled by its registry (429 TOOMANYREQUESTS: slow down), at each of 4 attempts",
                           self.listing, "hint: try again later, or log in: limits are higher for known users")

    def test_failing_for_ever(self):
        self.proxy.fail(self.fallback, "status", headers=AT_ONCE, times=-1)
        self.cannot_verify("REGISTRY/app: registry failed (500), at each of 4 attempts; expected 200", self.listing)

    def test_forbidden(self):
        self.proxy.fail(self.fallback, "status", status=403)
        self.cannot_verify("REGISTRY/app: forbids it (403), no credentials were asked for",
                           self.listing, "hint: docker login REGISTRY with an account that may")

    def test_not_found_by_who_is_no_registry(self):
        """A 404 without a registry's own words does not say that there is no such thing."""
        self.proxy.fail(self.fallback, "status", status=404, body=b"<html>no such page")
        self.cannot_verify("REGISTRY/app: answered 404; expected 200", self.listing)

    def test_another_image_under_the_tag(self):
        self.proxy.fail("GET .*/manifests/v1", "wrong_body")
        self.cannot_verify(f"REGISTRY/app:v1: manifest is not what its digest says; expected {self.image.digest}, got OTHER",
                           "while fetching manifest REGISTRY/app:v1")

    def test_other_referrers(self):
        self.proxy.fail(self.fallback, "wrong_body")
        self.cannot_verify(f"{self.index}: manifest is not what its digest says; expected OTHER, got OTHER", self.listing)

    def test_another_signature(self):
        self.proxy.fail("GET .*/blobs/", "wrong_body")
        self.cannot_verify("blob OTHER: is corrupt; expected digest OTHER, got OTHER", "while reading blob REGISTRY/app@OTHER")

    def test_an_answer_that_is_shorter_than_it_says(self):
        self.proxy.fail(self.fallback, "wrong_length", by=7, times=-1)
        self.cannot_verify("REGISTRY: sent N of M bytes and closed the connection", self.listing)

    def test_an_answer_that_is_longer_than_it_says(self):
        self.proxy.fail(self.fallback, "wrong_length", by=-7)
        self.cannot_verify(f"{self.index}: manifest is not what its digest says; expected OTHER, got OTHER", self.listing)

    def test_a_page_of_a_portal(self):
        self.proxy.fail(".*", "page", times=-1)
        self.cannot_verify("REGISTRY/app:v1: answered with a page (text/html); expected a manifest",
                           "while fetching manifest REGISTRY/app:v1", self.portal)

    def test_a_page_where_the_referrers_are(self):
        self.proxy.fail("GET .*/referrers/", "page")
        self.verifies("page")

    def test_a_page_where_the_fallback_tag_is(self):
        self.proxy.fail(self.fallback, "page")
        self.cannot_verify(f"{self.index}: answered with a page (text/html); expected a manifest", self.listing, self.portal)

    def test_no_http(self):
        self.proxy.fail(self.fallback, "garbage")
        self.cannot_verify("REGISTRY: does not answer in HTTP", self.listing)

    def test_redirects_in_a_circle(self):
        self.proxy.fail("GET .*/blobs/", "redirect_loop", times=-1)
        self.cannot_verify("REGISTRY: redirects more than 5 times", "while fetching blob REGISTRY/app@OTHER")

    def test_an_answer_without_an_end(self):
        self.proxy.fail(self.fallback, "endless")
        self.cannot_verify("REGISTRY: sent an answer of more than 4194304 bytes", self.listing)

    def test_an_error_without_an_end(self):
        self.proxy.fail(self.fallback, "endless", status=404)
        self.cannot_verify("REGISTRY: sent an answer of more than 4194304 bytes", self.listing)

    def test_an_error_that_is_a_gzip_bomb(self):
        self.proxy.fail(self.fallback, "gzip_bomb", headers=AT_ONCE, times=-1)
        self.cannot_verify("REGISTRY/app: registry failed (500), at each of 4 attempts; expected 200", self.listing)


class VerifyByApi(Faulty):
    """At a registry that lists referrers itself and has no fallback tag: what stands in the list's place is not "none"."""

    start = staticmethod(lambda case: strict_registry(case, "-page", "2"))

    def setUp(self):
        super().setUp()
        self.expect(PASSED, self.push())
        self.proxy.forget()

    def verify(self):
        return pushgate("verify", f"{self.proxy.address}/{self.name}:v1", "--key", self.shared / "cosign.pub", "--require",
                        "signature,sbom,receipt", cwd=self.work, env=self.environment())

    def test_the_second_page_of_the_list_fails_once(self):
        self.proxy.fail("GET .*/referrers/", "drop_answer", after=20, skip=1)
        self.expect(PASSED, self.verify())
        self.assertEqual(["drop_answer"], self.faults_met())

    def test_a_page_where_the_referrers_are(self):
        self.proxy.fail("GET .*/referrers/", "page")
        self.could_not(self.verify(), "REGISTRY/app: answered 200 with text/html and has no fallback tag; "
                       "expected application/vnd.oci.image.index.v1+json",
                       f"while listing the referrers of REGISTRY/app@{self.image.digest}")


if __name__ == "__main__":
    main()
