"""Under which licence a text may be used again: those of Creative Commons that fit teaching (creativecommons.org)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """`code` is SPDX's identifier, `url` the deed."""

    code: str
    name: str
    url: str


def _licence(code: str, name: str, path: str) -> Licence:
    return Licence(code, name, f"https://creativecommons.org/{path}/")


LICENCES = {
    each.code: each
    for each in (
        _licence("CC-BY-4.0", "CC BY 4.0", "licenses/by/4.0"),
        _licence("CC-BY-SA-4.0", "CC BY-SA 4.0", "licenses/by-sa/4.0"),
        _licence("CC-BY-NC-4.0", "CC BY-NC 4.0", "licenses/by-nc/4.0"),
        _licence("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", "licenses/by-nc-sa/4.0"),
        _licence("CC0-1.0", "CC0 1.0", "publicdomain/zero/1.0"),
    )
}
CHOICES = [(each.code, each.name) for each in LICENCES.values()]
USUAL = "CC-BY-4.0"
