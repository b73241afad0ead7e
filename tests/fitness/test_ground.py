"""The ground that every other test stands on keeps its own promises."""

import psycopg
import pytest
import requests
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from hub.wiring import APPEND_ONLY
from tests import databases


def count_of_sites(_number: int = 0) -> int:
    return ContentType.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_site_cannot_touch_the_past(table, right):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, %s), has_table_privilege(%s, 'INSERT')", [table, right, table]
        )
        assert cursor.fetchone() == (False, True)


@pytest.mark.django_db
def test_the_site_owns_no_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_a_clone_is_ones_own_and_gone_afterwards(own_database):
    before = count_of_sites()
    ContentType.objects.create(app_label="nowhere", model="nothing")
    other = databases.clone()
    with psycopg.connect(databases.url(other)) as elsewhere:
        assert elsewhere.execute("SELECT count(*) FROM django_content_type").fetchone() == (before,)
    databases.drop(other)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(databases.url(other))


def test_a_crowd_starts_together_and_reports_what_each_got(own_database):
    def odd_ones_fail(number: int) -> int:
        if number % 2:
            raise ValueError(number)
        return count_of_sites()

    answers = own_database.crowd(4, odd_ones_fail)
    assert [type(answer) for answer in answers] == [int, ValueError, int, ValueError]


def test_a_site_is_served_killed_and_served_again(site, own_database):
    served = site(processes=2, threads=2)
    assert requests.get(f"{served.url}/static/css/tokens.css", timeout=60).status_code == 200
    served.kill_9()
    with pytest.raises(requests.ConnectionError):
        requests.get(served.url, timeout=60)
    served.start()
    assert requests.get(f"{served.url}/static/css/tokens.css", timeout=60).status_code == 200


@pytest.mark.browser
def test_a_browser_opens_a_page_of_the_site(site, browser_page):
    served = site()
    answer = browser_page.goto(f"{served.url}/static/css/tokens.css")
    assert answer.status == 200
    browser_page.goto("about:blank")
