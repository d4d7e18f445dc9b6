# SPDX-License-Identifier: Apache-2.0
"""What small images hold, and the small ones that tests share. They are read, scanned and pushed as real ones are, in
a hundredth of the time; what is said about real ones is tested on the real one."""

import base64
import hashlib

from .image import Image, tar_of as tar

SITE = "usr/local/lib/python3.11/dist-packages"
RELEASE = 'PRETTY_NAME="{name} {version}"\nNAME="{name}"\nVERSION_ID="{version}"\nID={family}\n'


def deb(name, version, source=None, maintainer=None, **fields):
    """A stanza of dpkg's status file; more fields by name: `Depends="libc6"`."""
    return (
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n"
        f"Maintainer: {maintainer or 'Debian Developers <debian@lists.debian.org>'}\n"
        + (f"Source: {source}\n" if source else "")
        + "".join(f"{field}: {value}\n" for field, value in fields.items())
        + f"Version: {version}\nDescription: a package\n\n"
    )


def distribution(name, family, version):
    """The os-release of a distribution."""
    return {"etc/os-release": RELEASE.format(name=name, family=family, version=version)}


def debian(*debs):
    """The files of a Debian 12 root with these stanzas."""
    return {**distribution("Debian GNU/Linux", "debian", "12"), "etc/debian_version": "12.5\n",
            "var/lib/dpkg/status": "".join(debs)}


def wheel(name, version, site=SITE, requires=(), files=()):
    """The files of an installed wheel; `files` are others that its RECORD lists."""
    folder = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n"
    metadata += "".join(f"Requires-Dist: {one}\n" for one in requires)
    return {
        f"{site}/{folder}/METADATA": metadata,
        f"{site}/{folder}/RECORD": recorded(f"{folder}/METADATA", metadata) + "".join(f"{path},,\n" for path in files),
    }


def recorded(path, content):
    """A line of a RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content.encode())}\n"


def write_image(layout, tag, layers, config=None, level=9):
    """Adds an image to an OCI layout and gives its manifest digest. `layers` are tars or files; `config` adds to the
    configuration's `config` member."""
    return Image(layers, config, level=level).write(layout, tag)["digest"]


def small_image(system=("Debian GNU/Linux", "debian", "12"), python=("requests", "2.32.3")):
    """A distribution of two packages, and one Python distribution in a layer of its own."""
    debs = deb("base-files", "12.4+deb12u5") + deb("libc6", "2.36-9+deb12u4", "glibc")
    return Image([{**distribution(*system), "var/lib/dpkg/status": debs}, wheel(*python)], {"User": "appuser"})


def write_small(layout):
    """The shared images: Debian 12 with a deb that has a LOW advisory without a fix, and two wheels; in the vulnerable
    one urllib3 has a HIGH advisory with a fix."""
    base = tar(debian(deb("apt", "2.6.1"), deb("tar", "1.34+dfsg-1.2+deb12u1")))
    for tag, version in (("small", "2.5.0"), ("small-vulnerable", "1.26.4")):
        write_image(layout, tag, [base, tar({**wheel("urllib3", version), **wheel("idna", "3.10")})])
