"""An address that somebody typed leads to a public server or nowhere: never into our own network, never for long."""

import gzip
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bookings.outbound import fetching
from bookings.outbound.fetching import MOST_BYTES, Net, Unfetched, fetch, is_public
from hub.kit.transactions import verb
from tests.own_certificate import certificate_for

PUBLIC = "93.184.215.14"
HOST = "calendar.example"
LINK = f"https://{HOST}/private-abc/basic.ics?x=1"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "fe80::1%eth0", "localhost", "",
        "fec0::1", "fec0::1%1", "192.88.99.1", "192.0.0.8", "3fff::1", "::7f00:1", "::ffff:0:127.0.0.1", "0177.0.0.1",
        "2130706433", "127.1", "4000::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_anybodys_is_not_called(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_on_the_internet_may_be_called(address):
    assert is_public(address)


class Other(BaseHTTPRequestHandler):
    """The other side: what it does at a path."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.answers(self)

    def say(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def papers(tmp_path_factory) -> Path:
    return certificate_for(HOST, tmp_path_factory.mktemp("papers"))


@pytest.fixture
def other(papers):
    """A server that says it is calendar.example, on this machine; and the net that leads there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    server.asked, server.called, server.answers = [], [], lambda request: request.say()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def net(other, papers, *, addresses=(PUBLIC,), **more) -> Net:
    def connect(address: str, seconds: float):
        other.called.append(address)
        return fetching.socket.create_connection(other.server_address[:2], timeout=seconds)

    trusted = ssl.create_default_context(cafile=str(papers))
    return Net(**{"resolve": lambda host: list(addresses), "connect": connect, "context": trusted, **more})


def why(*args, **more) -> str:
    with pytest.raises(Unfetched) as caught:
        fetch(*args, **more)
    return caught.value.code


def test_a_calendar_is_fetched_from_the_address_that_was_looked_at(other, papers):
    other.answers = lambda request: request.say(body=b"BEGIN:VCALENDAR", ETag='"7"')
    fetched = fetch(LINK, net=net(other, papers))
    assert (fetched.body, fetched.etag) == (b"BEGIN:VCALENDAR", '"7"')
    ((path, headers),) = other.asked
    assert path == "/private-abc/basic.ics?x=1" and headers["Host"] == HOST
    assert other.called == [PUBLIC]


def test_what_has_not_changed_is_not_sent_again(other, papers):
    other.answers = lambda request: request.say(304)
    assert fetch(LINK, etag='"7"', net=net(other, papers)).body is None
    assert other.asked[0][1]["If-None-Match"] == '"7"'


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["169.254.169.254"], []])
def test_a_name_with_an_address_of_our_own_is_not_called_at_all(other, papers, addresses):
    assert why(LINK, net=net(other, papers, addresses=addresses)) == "address_not_allowed"
    assert other.called == [] and other.asked == []


@pytest.mark.parametrize(
    "link",
    [
        "http://calendar.example/x", "https://calendar.example:22/x", "https://127.0.0.1/x", "https://[::1]/x",
        "https://2130706433/x", "https://user@calendar.example/x", "ftp://calendar.example/x", "//x", "",
        "https://calendar.example/\r\nX: y",
    ],
)  # fmt: skip
def test_another_port_way_or_number_is_not_called(other, papers, link):
    numbers = {"2130706433": ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
    led = net(other, papers, resolve=lambda host: numbers.get(host, [PUBLIC]))
    assert why(link, net=led) == "address_not_allowed"
    assert other.asked == []


@pytest.mark.parametrize(
    "to", ["https://inside.example/x", "http://calendar.example/x", "https://169.254.169.254/latest/meta-data", "file:///etc/passwd"]
)  # fmt: skip
def test_a_redirect_is_looked_at_like_the_address_itself(other, papers, to):
    other.answers = lambda request: request.say(302, Location=to)
    led = net(other, papers, resolve=lambda host: [PUBLIC] if host == HOST else ["10.0.0.7"])
    assert why(LINK, net=led) == "address_not_allowed"
    assert len(other.asked) == 1


def test_a_name_that_means_another_address_the_second_time_is_looked_at_each_time(other, papers):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    other.answers = lambda request: request.say(302, Location="/again")
    assert why(LINK, net=net(other, papers, resolve=lambda host: next(answers))) == "address_not_allowed"
    assert other.called == [PUBLIC]


def test_a_redirect_is_followed_some_times_and_not_for_ever(other, papers):
    other.answers = lambda request: (
        request.say(body=b"there")
        if request.path == "/3"
        else request.say(302, Location=f"/{len(other.asked)}")
    )
    assert fetch(LINK, net=net(other, papers)).body == b"there"
    other.answers = lambda request: request.say(302, Location="/on")
    assert why(LINK, net=net(other, papers)) == "too_many_redirects"


def test_too_much_is_not_taken_and_neither_is_little_that_becomes_too_much(other, papers):
    other.answers = lambda request: request.say(body=b"x" * (MOST_BYTES + 1))
    assert why(LINK, net=net(other, papers)) == "too_large"
    bomb = gzip.compress(b"0" * (200 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    other.answers = lambda request: request.say(body=bomb, Content_Encoding="gzip")
    assert why(LINK, net=net(other, papers)) == "too_large"
    packed = gzip.compress(b"BEGIN:VCALENDAR")
    other.answers = lambda request: request.say(body=packed, Content_Encoding="gzip")
    assert fetch(LINK, net=net(other, papers)).body == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(("encoding", "body"), [("br", b"x"), ("gzip", b"no gzip"), ("gzip, gzip", b"x")])
def test_what_cannot_be_unpacked_is_refused(other, papers, encoding, body):
    other.answers = lambda request: request.say(body=body, Content_Encoding=encoding)
    assert why(LINK, net=net(other, papers)) == "odd_encoding"


def test_whoever_drips_is_given_up_when_everything_has_taken_too_long(other, papers, monkeypatch):
    monkeypatch.setattr(fetching, "ALTOGETHER", 1.0)

    def drip(request):
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _piece in range(100):
            try:
                request.wfile.write(b"x")
                request.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    other.answers = drip
    assert why(LINK, net=net(other, papers)) == "too_slow"


def test_who_cannot_prove_to_be_who_they_are_is_not_believed(other, papers):
    assert why(LINK, net=net(other, papers, context=ssl.create_default_context())) == "bad_certificate"
    elsewhere = LINK.replace(HOST, "another.example")
    assert why(elsewhere, net=net(other, papers)) == "bad_certificate"
    assert other.asked == []


@pytest.mark.parametrize("status", [401, 404, 500])
def test_an_answer_that_is_none_is_named(other, papers, status):
    other.answers = lambda request: request.say(status)
    with pytest.raises(Unfetched) as caught:
        fetch(LINK, net=net(other, papers))
    assert (caught.value.code, caught.value.fact) == ("answered", str(status))


def test_a_server_that_is_not_there_or_speaks_otherwise_is_unreachable(other, papers):
    def refused(address, seconds):
        raise ConnectionRefusedError

    assert why(LINK, net=net(other, papers, connect=refused)) == "unreachable"
    other.answers = lambda request: request.wfile.write(b"SSH-2.0\r\n\r\n")
    assert why(LINK, net=net(other, papers)) == "unreachable"


@pytest.mark.django_db
def test_nothing_is_fetched_while_a_transaction_is_open():
    @verb
    def inside() -> None:
        fetch(LINK)

    with pytest.raises(RuntimeError, match="transaction"):
        inside()
