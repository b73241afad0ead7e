"""What the project is made of: locked, without the addresses it came from, and under licences that fit EUPL-1.2."""

import ast
import json
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions

import pytest

from tests.fitness.tree import ROOMS, ROOT, imported, name, python_files

LOCKS = ("base", "production", "demo", "dev")
ADDRESS = r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host|file://"
FINE = (
    "MIT", "BSD", "APACHE", "ISC", "LGPL", "LESSER GENERAL PUBLIC", "MPL", "MOZILLA PUBLIC", "PYTHON SOFTWARE",
    "PSF", "ZPL", "ZOPE", "HPND", "CC0", "UNLICENSE", "PUBLIC DOMAIN", "POSTGRESQL", "OFL", "BLUEOAK",
)  # fmt: skip
# Packages that do not say it in their metadata; looked up in their licence files.
LOOKED_UP: dict[str, str] = {}
# Module -> the packages that bring it.
FROM_WHERE = packages_distributions()


def pinned(lock: str) -> list[str]:
    return re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE)


def licence(package: str) -> str:
    """What the installed package says of itself, all of it in one line of capitals."""
    meta = distribution(package).metadata
    said = [meta.get("License-Expression") or "", (meta.get("License") or "")[:200]]
    said += [line for line in meta.get_all("Classifier") or [] if line.startswith("License ::")]
    return " ".join([LOOKED_UP.get(package, ""), *said]).upper()


def refused(said: str) -> bool:
    """Whether a licence text keeps us from importing the package: a GPL that is not the lesser, or none we know."""
    return bool(re.search(r"(?<!L)\bA?GPL|(?<!LESSER )GENERAL PUBLIC", said)) or not any(
        word in said for word in FINE
    )


@pytest.mark.parametrize(
    "said", ["GPL-3.0-ONLY", "GNU GENERAL PUBLIC LICENSE V2", "AGPLV3", "PROPRIETARY", ""]
)
def test_a_licence_that_does_not_fit_is_refused(said):
    assert refused(said)


@pytest.mark.parametrize("said", ["MIT", "LGPL-2.1", "GNU LESSER GENERAL PUBLIC LICENSE", "BSD-3-CLAUSE"])
def test_a_licence_that_fits_is_taken(said):
    assert not refused(said)


@pytest.mark.parametrize("lock", ["base", "production"])
def test_what_the_site_imports_is_free_for_us_to_import(lock):
    assert {package: licence(package) for package in pinned(lock) if refused(_known(package))} == {}


def _known(package: str) -> str:
    try:
        return licence(package)
    except PackageNotFoundError:  # another platform's wheel, or one that only production has
        return "MIT" if package in ONLY_ELSEWHERE else ""


ONLY_ELSEWHERE = {"colorama", "tzdata", "django-anymail"}


def asked_for(*lists: str) -> set[str]:
    """The packages that the lists name themselves, beside what those bring along."""
    texts = [(ROOT / "requirements" / f"{each}.in").read_text() for each in lists]
    return {_plain(found) for text in texts for found in re.findall(r"^([A-Za-z0-9._-]+)", text, re.M)}


def _plain(package: str) -> str:
    return package.lower().replace("_", "-")


def unnamed(text: str, asked: set[str]) -> set[str]:
    """The packages that a file imports although no list asks for them: another part's next release may drop them."""
    found = {what.split(".")[0] for _line, what in imported(ast.parse(text))}
    others = found - {"hub", "tests", *ROOMS} - sys.stdlib_module_names
    return {each for each in others if not {_plain(one) for one in FROM_WHERE.get(each, ())} & asked}


def test_what_is_imported_is_asked_for_by_name():
    assert unnamed("from PIL import Image", {"wagtail"}) == {"PIL"}
    site, tools = asked_for("base"), asked_for("base", "demo", "test", "dev")
    found = {
        name(file): names
        for file in [*python_files(), *python_files("tests")]
        if (
            names := unnamed(file.read_text(), tools if name(file).startswith(("hub/dev", "tests")) else site)
        )
    }
    assert found == {}


def test_front_end_parts_have_fitting_licences():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {key for key, part in packages.items() if key and refused(part["license"].upper())} == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_address_and_hash_everything(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert re.search(ADDRESS, "--index-url https://example.test/simple")
    assert not re.search(ADDRESS, text)
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_the_locks_agree():
    releases = [
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / f"requirements/{lock}.txt").read_text(), re.M))
        for lock in LOCKS
    ]
    base = releases[0]
    assert {
        name for other in releases for name, release in other.items() if base.get(name, release) != release
    } == set()


def test_the_front_end_lock_names_no_registry():
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text()


def test_the_licence_is_named():
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text()
    assert "EUPL-1.2" in (ROOT / "README.md").read_text()
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text()
