# SPDX-License-Identifier: Apache-2.0
"""What tests stand on whose registry is behind a proxy that fails (tests/support/fault_proxy.py)."""

import re
import sys

from . import places
from .bad_input import BadInput
from .case import PASSED, UNCHECKED
from .images import small_image
from .registries import docker_registry
from .wholeness import digest_of_tag, faults_of, predicates

sys.path.insert(0, str(places.ROOT / "tests/support"))
from fault_proxy import Fault, FaultProxy  # noqa: E402

SIGNED = ["https://cyclonedx.org/bom", "https://sigstore.dev/cosign/sign/v1", "https://slsa.dev/verification_summary/v1"]

def proxy_before(case, registry, **options):
    """A proxy that is stopped when the test ends, or its class where `case` is a class."""
    proxy = FaultProxy(registry.address, **options)
    (case.addClassCleanup if isinstance(case, type) else case.addCleanup)(proxy.stop)
    return proxy


class Faulty(BadInput):
    """Real registry and proxy live as long as the class; each test has a repository of its own, which texts call `app`."""

    start = staticmethod(docker_registry)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.real = cls.start(cls)
        cls.registry = cls.proxy = proxy_before(cls, cls.real)
        cls.image = small_image()

    def setUp(self):
        super().setUp()
        self.name = self.id().rpartition(".")[2]
        self.write_image(self.image)

    def words(self, *flags):
        words = super().words("oci:image", *flags)
        return [str(word).replace("/app:v1", f"/{self.name}:v1") for word in words]

    def push(self):
        return self.attempt(*self.words())

    def uploading(self):
        return f"while uploading blob {self.image.layers[0].digest} to REGISTRY/app"

    def said(self, text):
        """Without what differs from run to run: the digests of what is signed do, the image's own do not."""
        named = [self.image.digest, *(layer.digest for layer in self.image.layers)]
        text = super().said(text.replace(f"{self.registry.address}/{self.name}", "REGISTRY/app"))
        text = re.sub(r"sha256:\w{64}", lambda found: found[0] if found[0] in named else "OTHER", text)
        text = re.sub(r"sent \d+ of \d+ bytes", "sent N of M bytes", text)  # a signature's length differs
        return re.sub(r"after \d+ (of \d+ )?bytes", "after N bytes", text)

    def could_not(self, outcome, *error):
        """The run could not do what it should, and says so in these lines."""
        self.expect(UNCHECKED, outcome)
        self.assertEqual("pushgate: error: " + "\n  ".join(error) + "\n", self.said(outcome.err), outcome)
        self.assertEqual("", outcome.out)
        self.assert_nothing_left()

    def assert_whole(self, repository=None):
        """The tag names the image, all of it is there, and so is what is signed beside it."""
        repository = repository or self.name
        self.assertEqual(self.image.digest, digest_of_tag(self.real, repository, "v1"))
        self.assertEqual([], faults_of(self.real, repository, self.image.digest))
        self.assertEqual(SIGNED, predicates(self.real, repository, self.image.digest))

    def assert_no_tag(self):
        self.assertIsNone(digest_of_tag(self.real, self.name, "v1"))

    def faults_met(self):
        return [request.fault for request in self.proxy.log() if request.fault]
