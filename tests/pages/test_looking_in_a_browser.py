"""That what looks at every page does see: each page here has one thing wrong."""

import pytest

from tests.looking import fits_a_finger, looked_at

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>{style}</style></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""
TWO = '<p><a href="/a">One thing to read</a></p><p class="last"><a href="/b">Another to read</a></p>'
RIGHT = ""
DARK = "@media (prefers-color-scheme: dark) { main, a { background: #444; color: #555 } }"
WIDE = ".last { width: 400px }"
UPSIDE_DOWN = "main { display: flex; flex-direction: column } .last { order: -1; margin-bottom: 60px }"
SMALL = "@media (max-width: 400px) { p { margin: 0; font-size: 6px; line-height: 1; display: grid } }"


def test_a_page_that_is_right_is_let_through(browser_page):
    browser_page.set_content(PAGE.format(style=RIGHT, body=TWO))
    looked_at(browser_page, "right")


@pytest.mark.parametrize(
    ("style", "body", "words"),
    [
        (DARK, TWO, r"in the dark.*\ncolor-contrast"),
        (WIDE, TWO, "is cut off"),
        (UPSIDE_DOWN, TWO, "by keyboard"),
        (SMALL, TWO, "target-size"),
        (RIGHT, TWO + "<h1>Again</h1>", "not one heading"),
        (RIGHT, "<p><input></p>", "label"),
    ],
)
def test_a_page_with_one_thing_wrong_is_not(browser_page, style, body, words):
    browser_page.set_content(PAGE.format(style=style, body=body))
    with pytest.raises(AssertionError, match=words):
        looked_at(browser_page, "A page")


def test_what_a_finger_misses_is_seen(browser_page):
    high = "p > a { padding-block: 1rem }"
    browser_page.set_content(
        PAGE.format(style=high, body=TWO + '<p>Among words <a href="/c">a link</a>.</p>')
    )
    fits_a_finger(browser_page, "high")
    browser_page.set_content(PAGE.format(style="", body=TWO))
    with pytest.raises(AssertionError, match="with a finger"):
        fits_a_finger(browser_page, "low")
