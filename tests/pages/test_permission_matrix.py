"""The permission matrix: each address and method gives each role what `matrix.py` and its rooms say, and no more."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.cast import NOW, assemble
from tests.pages.matrix import (
    DENIED,
    LOGIN,
    METHODS,
    ROLES,
    Address,
    Answer,
    Entry,
    Group,
    Stage,
    addresses,
    entries,
    groups,
)
from tests.signing_in import signed_in

ENTRIES = entries()
GROUPS = groups()
# The second leads to the first (`test_members_doors.py`).
DOOR = r"(?:/..)?/accounts/login/|/django-admin/login/"
# What a request writes for itself, denied or not.
OWN_TABLES = ("django_session", "site_cache", "usersessions_usersession")
WRITE = re.compile(
    rf"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(?!\"?(?:{'|'.join(OWN_TABLES)}))", re.IGNORECASE
)


@pytest.fixture
def stage(db):
    with time_machine.travel(NOW, tick=False):
        yield Stage(assemble())


def answer_of(response: HttpResponse) -> Answer:
    location = response.headers.get("Location", "").split("?")[0]
    if response.status_code == 302 and re.fullmatch(DOOR, location):
        return LOGIN
    return response.status_code


def ask(client: Client, url: str, method: str, data: dict[str, Any], *, json: bool = False) -> HttpResponse:
    if method == "GET":
        return client.get(url, data)
    return (
        client.generic(method, url)
        if not data
        else getattr(client, method.lower())(
            url, data, **({"content_type": "application/json"} if json else {})
        )
    )


def client_of(stage: Stage, role: str) -> Client:
    person = stage.person(role)
    client = signed_in(person) if person else Client(headers={"accept-language": "en"})
    client.raise_request_exception = False
    return client


def got(entry: Entry, stage: Stage, role: str) -> tuple[Answer, list[str]]:
    """The answer, and what the call wrote."""
    mark = connection.savepoint()
    try:
        client = client_of(stage, role)
        entry.prepare(stage, client)
        url, data = reverse(entry.name, kwargs=entry.kwargs(stage)), entry.data(stage)
        with CaptureQueriesContext(connection) as captured:
            answer = answer_of(ask(client, url, entry.method, data, json=entry.json))
        return answer, [query["sql"] for query in captured if WRITE.match(query["sql"])]
    finally:
        connection.savepoint_rollback(mark)
        stage.kept.clear()


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_each_role_gets_what_the_matrix_says(entry, stage):
    results = {role: got(entry, stage, role) for role in ROLES}
    assert {role: answer for role, (answer, _writes) in results.items()} == dict(entry.answers)
    wrote = {role: writes for role, (answer, writes) in results.items() if answer in DENIED and writes}
    assert wrote == {}, "a denied call changes nothing"


def insider(name: str) -> tuple[Entry, str]:
    """An entry of this name and somebody whom it lets in, if there is anybody."""
    mine = [entry for entry in ENTRIES if entry.name == name]
    inside = [(e, role) for e in mine for role, answer in e.answers.items() if answer not in DENIED]
    return inside[0] if inside else (mine[0], "site_admin")


@pytest.mark.parametrize("name", sorted({entry.name for entry in ENTRIES}))
def test_a_method_without_an_entry_is_refused(name, stage):
    listed = {entry.method for entry in ENTRIES if entry.name == name}
    entry, role = insider(name)
    for method in set(METHODS) - listed:
        other = Entry(name, {}, method, entry.kwargs, prepare=entry.prepare)
        assert got(other, stage, role)[0] == 405, (
            f"{method} {name} as {role} needs an entry, or to be refused"
        )


def group_of(address: Address) -> Group | None:
    for group in GROUPS:
        if address.path.startswith(group.path) and address.name not in group.but:
            return group
    return None


def test_each_address_has_an_entry_and_each_entry_an_address():
    ours = [address for address in addresses() if group_of(address) is None]
    assert [address.path for address in ours if not address.name] == [], (
        "an address needs a name to be listed"
    )
    assert {address.name for address in ours} == {entry.name for entry in ENTRIES}


def test_each_entry_speaks_of_every_role_once():
    assert [str(entry) for entry in ENTRIES if set(entry.answers) != set(ROLES)] == []
    names = [str(entry) for entry in ENTRIES]
    assert sorted(set(names)) == sorted(names)


def test_an_address_nobody_listed_is_seen():
    known = {address.name for address in addresses()}
    assert "account_login" in known and "members:choose_organisation" in known
    assert group_of(Address("x:y", "/nobody/listed/this/", ())) is None


def filled(address: Address) -> str | None:
    """The address with something plausible in each gap."""
    samples = {"uidb36": "1", "key": "a-b", "format": "csv"}
    for value in ("1", "x"):
        arguments = {name: samples.get(name, value) for name in address.converters}
        try:
            return reverse(address.name, kwargs=arguments)
        except NoReverseMatch:
            continue
    plain = address.path.replace("\\Z", "").replace("$", "")
    return plain if re.fullmatch(r"[\w/.-]+", plain) else None


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.path)
def test_the_addresses_of_other_applications_keep_to_their_group(group, stage):
    inside = [address for address in addresses() if group_of(address) is group]
    urls = sorted({url for address in inside if (url := filled(address))})
    assert urls
    found = {}
    for role, wanted in group.answers.items():
        client = client_of(stage, role)
        for url in urls:
            mark = connection.savepoint()
            answer = answer_of(client.get(url))
            connection.savepoint_rollback(mark)
            fits = answer == wanted or (wanted is None and answer not in (401, 403, 500))
            if not fits:
                found[f"{role} {url}"] = answer
    assert found == {}
