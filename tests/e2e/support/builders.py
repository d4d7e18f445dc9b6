# SPDX-License-Identifier: Apache-2.0
"""Other people's image builders, each with its state in the test's own folder."""

from . import images


def write_tree(folder, files):
    """A folder with {path: text} or {path: (content, mode)}."""
    for path, content in files.items():
        content, mode = content if isinstance(content, tuple) else (content, 0o644)
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        file.chmod(mode)
    return folder


def buildah(case, *words):
    """Buildah as root without an engine: plain copies for storage, no mounts, no network."""
    state = case.folder / "buildah"
    return case.tool("buildah", "--root", state / "root", "--runroot", state / "run", "--storage-driver", "vfs", *words).out


def buildah_image(case, target, steps, base="scratch", flags=()):
    """Builds an image whose layers are these trees of files, each copied by one step of a Containerfile."""
    context = case.folder / "context"
    lines = [f"FROM {base}", "ENV STEP=none"]  # a step that makes no layer
    for name, files in steps.items():
        write_tree(context / name, files)
        lines.append(f"COPY {name}/ /")
    (context / "Containerfile").write_text("\n".join([*lines, "USER 10001:10001", ""]))
    buildah(case, "bud", "--layers", "--isolation", "chroot", *flags, "-t", "built", "-f",
            context / "Containerfile", context)
    buildah(case, "push", "--quiet", "built", target)
    return target


def steps():
    """The small image's layers, as steps."""
    debs = images.debian(images.deb("apt", "2.6.1"), images.deb("tar", "1.34+dfsg-1.2+deb12u1", Depends="apt (>= 2), gone | apt"))
    wheels = {**images.wheel("urllib3", "2.5.0", requires=["idna>=3", "brotli; extra == 'brotli'"]), **images.wheel("idna", "3.10")}
    return {"system": debs, "wheels": wheels}
