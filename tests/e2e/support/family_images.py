# SPDX-License-Identifier: Apache-2.0
"""An image of each distribution that Trivy knows, with a package or two: its files say which it is, and Trivy's advisories
are found by exactly what they say."""

from . import images

# image: os-release ID and VERSION_ID, other files that say so, Trivy's bucket of advisories (none: it has none)
RPM = {
    "family-alma": ("almalinux", "9.4", {"etc/almalinux-release": "AlmaLinux release 9.4 (Seafoam Ocelot)\n"}, "alma 9"),
    "family-amazon-2": ("amzn", "2", {"etc/system-release": "Amazon Linux release 2 (Karoo)\n"}, "amazon linux 2"),
    "family-amazon-2023": ("amzn", "2023", {"etc/system-release": "Amazon Linux release 2023.5.20240805 (Amazon Linux)\n"},
                           "amazon linux 2023"),
    "family-azurelinux": ("azurelinux", "3.0", {}, "Azure Linux 3.0"),
    "family-centos-stream": ("centos", "9", {"etc/centos-release": "CentOS Stream release 9\n"}, None),
    "family-fedora": ("fedora", "40", {"etc/fedora-release": "Fedora release 40 (Forty)\n"}, None),
    "family-opensuse-leap": ("opensuse-leap", "15.5", {}, "openSUSE Leap 15.5"),
    "family-opensuse-tumbleweed": ("opensuse-tumbleweed", "20240101", {}, "openSUSE Tumbleweed"),
    "family-oracle": ("ol", "8.9", {"etc/oracle-release": "Oracle Linux Server release 8.9\n"}, "Oracle Linux 8"),
    "family-photon": ("photon", "5.0", {}, "Photon OS 5.0"),
    "family-redhat-9": ("rhel", "9.3", {"etc/redhat-release": "Red Hat Enterprise Linux release 9.3 (Plow)\n"}, "Red Hat"),
    "family-slem": ("sle-micro", "5.5", {}, "SUSE Linux Enterprise Micro 5.5"),
}
APK = {
    "family-alpine-edge": ("alpine", "3.21.0_alpha20240807", {
        "etc/alpine-release": "3.21.0_alpha20240807\n",
        "etc/apk/repositories": "https://dl-cdn.alpinelinux.org/alpine/edge/main\n"}, "alpine edge"),
    "family-chainguard": ("chainguard", "20230214", {}, "chainguard"),
    "family-minimos": ("minimos", "20241031", {}, "minimos"),
    "family-wolfi": ("wolfi", "20230201", {}, "wolfi"),
}
DEB = {
    "family-debian-testing": ("debian", "", {"etc/debian_version": "trixie/sid\n"}, None),
    "family-ubuntu": ("ubuntu", "22.04", {"etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n"}, "ubuntu 22.04"),
}
FAMILIES = {**RPM, **APK, **DEB}
NAMES = list(FAMILIES)
NAMED = {"family-centos-stream": "CentOS Stream"}  # by its NAME alone


def release(image):
    family, version, others, _ = FAMILIES[image]
    text = f'NAME="{NAMED.get(image, family)}"\nID="{family}"\n'
    text += f'VERSION_ID="{version}"\nPRETTY_NAME="{family} {version}"\n' if version else 'VERSION_CODENAME=trixie\n'
    return {"etc/os-release": text, **others}


def files(image, rpm_database):
    """The root of such an image; `rpm_database`: a Berkeley database of few packages."""
    if image in RPM:
        return {**release(image), "var/lib/rpm/Packages": rpm_database}
    if image in APK:
        apks = "P:musl\nV:1.2.4-r4\nA:x86_64\no:musl\n\nP:libcrypto3\nV:3.1.4-r5\nA:x86_64\no:openssl\n\n"
        return {**release(image), "lib/apk/db/installed": apks}
    debs = images.deb("libssl3", "3.0.2-0ubuntu1.10", "openssl") + images.deb("login", "1:4.8.1-2", "shadow (4.8)")
    return {**release(image), "var/lib/dpkg/status": debs}
