"""`python -m hub.dev.catalogues [update] [compile] [--from FILE...]`: messages to translate, without gettext's tools.

`update` collects the strings of all our Python files and templates into hub/locale/nl/LC_MESSAGES/django.po and
drops what is no longer used; `--from` takes translations from other PO files. `compile` makes the .mo of each of our
catalogues, which is not committed: members/locale has our words for what allauth says.
"""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
DUTCH = ROOT / "hub" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
FOLDERS = ("hub", "members", "facilities", "funding", "bookings", "knowledgebase", "region", "cms")
METHODS = [("**/templates/**.*", "hub.dev.catalogues:extract_template"), ("**.py", "python")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# No dates and names: a catalogue changes only when its messages do.
HEADER = """# Dutch messages of Vliegwiel, collected by `make messages`.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: nl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


def extract_template(fileobj: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel's view of a Django template: Django turns its tags into calls of gettext, line by line."""
    code = templatize(fileobj.read().decode())
    # What stands around the calls is no Python, so they are picked out instead of parsed.
    for call in CALL.finditer(code):
        yield code.count("\n", 0, call.start()) + 1, call[1], ast.literal_eval(f"({call[2]},)"), []


def collect() -> Catalog:
    """Every string of the project that asks for a translation, with the files that it stands in."""
    found = Catalog(project="Vliegwiel", charset="utf-8")
    for folder in FOLDERS:
        messages = extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",))
        for file, _line, message, comments, context in messages:
            found.add(message, None, [(f"{folder}/{file}", 1)], auto_comments=comments, context=context)
    return found


def read(file: Path = DUTCH) -> Catalog:
    """The catalogue of a PO file; an empty one when there is none yet."""
    if not file.exists():
        return Catalog(locale="nl", project="Vliegwiel", charset="utf-8", fuzzy=False)
    with file.open("rb") as handle:
        return read_po(handle, locale="nl", charset="utf-8")


def update(others: list[Path]) -> list[str]:
    """Write the Dutch catalogue anew; returns what still lacks a translation."""
    catalogue = read()
    for other in others:
        for message in read(other):
            if message.id and whole(message):
                # Babel keeps the old words of a message that it knows already.
                catalogue.delete(message.id, message.context)
                catalogue[message.id] = message
    catalogue.update(collect(), no_fuzzy_matching=True, update_header_comment=False)
    DUTCH.parent.mkdir(parents=True, exist_ok=True)
    with DUTCH.open("wb") as handle:
        handle.write(HEADER.encode())
        write_po(
            handle,
            catalogue,
            width=110,
            omit_header=True,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages without a (whole) translation."""
    return [str(message.id) for message in catalogue if message.id and not whole(message)]


def whole(message: Message) -> bool:
    """Whether the message is translated, in all its plurals."""
    string = message.string
    return all(string) if isinstance(string, list | tuple) else bool(string)


def placeholders(text: str) -> set[str]:
    """The names in `%(name)s`."""
    return set(re.findall(r"%\((\w+)\)", text))


def compile_all() -> None:
    """Make the .mo beside each .po of ours, where it is missing or older."""
    for source in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as handle:
            write_mo(handle, read(source))


def main() -> None:
    parser = argparse.ArgumentParser(description="Collect and compile the Dutch messages.")
    parser.add_argument("do", nargs="+", choices=["update", "compile"])
    parser.add_argument("--from", dest="others", nargs="*", type=Path, default=[])
    asked = parser.parse_args()
    if "update" in asked.do:
        missing = update(asked.others)
        print(f"{DUTCH.relative_to(ROOT)}: {len(read())} messages, {len(missing)} without a translation.")
        for message in missing:
            print(f"  {message}")
    if "compile" in asked.do:
        compile_all()


if __name__ == "__main__":
    main()
