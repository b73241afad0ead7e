"""A region's own site is shut where a developer's is open, and its handbook says what it needs to be told."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.fitness.tree import ROOT
from tests.serving import NO_CARDS

NAMES = ("environment", "cards", "base", "production")
ASKED = """
import json
from hub.settings import production as settings
plain = {name: value for name, value in vars(settings).items() if isinstance(value, bool | int | str)}
print(json.dumps({**plain, "ALLOWED_HOSTS": settings.ALLOWED_HOSTS}))
"""


@pytest.fixture(scope="module")
def settings() -> dict[str, object]:
    told = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "example.test", "SITE_URL": "https://example.test"}
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    answer = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, env=kept | told, capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def test_cookies_travel_by_https_alone(settings):
    for name in ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE"):
        assert settings[name] is True, name
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_nothing_of_a_demonstration_or_a_workbench_is_on(settings):
    assert settings["DEBUG"] is False and settings["DEMONSTRATION"] is False
    assert settings["ALLOWED_HOSTS"] == ["example.test"]
    assert not settings.get("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")


def checked(**told: str) -> tuple[int, str]:
    """What `manage.py check` says of a public site that is told this, and how it ends."""
    told = {
        "SECRET_KEY": "".join(f"{number:x}" for number in range(60)),
        "ALLOWED_HOSTS": "example.test",
        "SITE_URL": "https://example.test",
        "DJANGO_SETTINGS_MODULE": "hub.settings.production",
        **NO_CARDS,
        **told,
    }
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--tag", "security"]
    done = subprocess.run(command, cwd=ROOT, env=kept | told, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize(("demonstration", "goes_on"), [("false", True), ("true", False)])
def test_a_public_site_is_no_demonstration(demonstration, goes_on):
    code, said = checked(DEMONSTRATION=demonstration)
    assert (code == 0) is goes_on, said
    assert ("vliegwiel.E001" in said) is not goes_on


@pytest.mark.parametrize("name", ["EVIDENCE_ROOT", "BOOKING_FILES_ROOT"])
@pytest.mark.parametrize(("folder", "goes_on"), [("var/media/private", False), ("var/kept-apart", True)])
def test_what_is_private_does_not_lie_below_what_is_served(name, folder, goes_on):
    code, said = checked(**{name: str(ROOT / folder)})
    assert (code == 0) is goes_on, said
    assert (f"Let {name} name a folder apart" in said) is not goes_on


KEYS = {
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x,whsec_y",
}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (KEYS, ""),
        ({**KEYS, "STRIPE_SECRET_KEY": ""}, "vliegwiel.E003) Paying by card lacks STRIPE_SECRET_KEY."),
        ({**KEYS, "STRIPE_WEBHOOK_SECRET": ""}, "lacks STRIPE_WEBHOOK_SECRET"),
        ({**KEYS, "STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, "vliegwiel.E004"),
        ({**KEYS, "STRIPE_API_BASE": "http://127.0.0.1:8002"}, "vliegwiel.E005"),
        ({**KEYS, "STRIPE_JS_URL": "https://js.stripe.com.example.org/v3/"}, "vliegwiel.E005"),
    ],
)
def test_a_public_site_takes_cards_wholly_and_through_stripe_or_not_at_all(told, said):
    code, heard = checked(**told)
    assert (code == 0) is (said == "") and said in heard, heard


def test_guesses_are_counted_by_visitor_and_not_by_proxy(settings):
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_the_handbook_names_each_variable():
    code = "".join((ROOT / f"hub/settings/{name}.py").read_text() for name in NAMES)
    asked = set(re.findall(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)\"""", code))
    handbook = (ROOT / "docs/operations.md").read_text()
    assert asked - set(re.findall(r"`([A-Z_]+)`", handbook)) == set()


def test_an_image_holds_no_secrets():
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(left_out)


def test_the_owners_address_stays_with_who_migrates():
    compose = (ROOT / "compose.yaml").read_text()
    site = compose.partition("x-site:")[2].partition("services:")[0]
    assert 'DATABASE_OWNER_URL: ""' in site and 'OWNER_PASSWORD: ""' in site
