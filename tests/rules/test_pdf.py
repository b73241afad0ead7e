"""Documents: for archives (PDF/A) and for who hears them (PDF/UA), whatever somebody is called."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.kit import pdf
from hub.kit.pdf import document

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEMPLATE = """#import "/page.typ": *
#show: page-of
#title()
#rows-of((("Name", 1fr, left), ("Euro", auto, right)), values.rows, strong: (0,))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "page.typ").write_text((pdf.FOLDER / "page.typ").read_text())
    (tmp_path / "try.typ").write_text(TEMPLATE)
    monkeypatch.setattr(pdf, "FOLDER", tmp_path)
    return tmp_path


def made(name: str = "Collectief Zout", language: str = "nl", title: str = "Verantwoording") -> bytes:
    return document("try", {"title": title, "rows": [[name, "€ 41,60"], ["Bo", "€ 1,00"]]}, language, AT)


def test_it_says_what_it_is_called_in_which_language_and_is_tagged(folder) -> None:
    for language in ("nl", "en"):
        found = made(language=language)
        assert found.startswith(b"%PDF-1.7")
        assert b"<pdfaid:part>2</pdfaid:part>" in found and b"<pdfuaid:part>1</pdfuaid:part>" in found
        assert f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li>".encode() in found
        assert b">Verantwoording</rdf:li>" in found
        assert b"StructTreeRoot" in found and b"/TH" in found


def test_the_same_values_give_the_same_file(folder) -> None:
    assert made() == made()
    assert made() != made("Kwartet Noord")


@pytest.mark.parametrize(
    "name",
    [
        "*Zout* #panic() $x$ <b> @a `c` \\",
        "Čapek Ωmega Жук Zoë",
        "日本の劇場",
        "🎭 Kunst",
        "a\x00b\x07",
        "\ud800",
        "\ue000",
    ],
)
def test_nobody_is_called_so_that_there_is_no_document(folder, name) -> None:
    assert len(made(name, title=name)) > 5_000


def test_a_template_that_is_wrong_is_an_error_and_no_empty_page(folder) -> None:
    (folder / "try.typ").write_text("#values.nothing")
    with pytest.raises(RuntimeError):
        made()
