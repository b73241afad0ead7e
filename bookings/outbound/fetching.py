"""Fetch a file from an address that somebody typed, without being led into our own network.

Https on its usual port alone; the name is resolved once, every address that it has must be public, and the one that was
looked at is the one that is called; a redirect is looked at in the same way. Size and time are limited.
"""

import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urljoin, urlsplit

from hub.kit.transactions import demand_outside

MOST_BYTES = 5 * 1024 * 1024
PIECE, MOST_REDIRECTS = 64 * 1024, 3
# Seconds: for one answer of the other side, and for everything together however slowly it drips.
PATIENCE, ALTOGETHER = 10.0, 30.0
PORT = 443
REDIRECTS = (301, 302, 303, 307, 308)
# An IPv4 address in these is called through somebody who translates: who knows where that leads.
TRANSLATED = ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24")
# What Python's own list calls anybody's, in one version or another: of protocols and of examples.
ODD = ("192.0.0.0/24", "3fff::/20")
NOT_CALLED = [ipaddress.ip_network(each) for each in (*TRANSLATED, *ODD)]
# All that was ever given out of IPv6. Outside are the old addresses of one site (fec0::/10).
GIVEN_OUT = ipaddress.ip_network("2000::/3")


class Unfetched(Exception):
    """It was not to be had: `code` says why, in words in `bookings.outbound.sources`."""

    def __init__(self, code: str, fact: str = "") -> None:
        super().__init__(code)
        self.code, self.fact = code, fact


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` is None where it has not changed since the ETag that was sent."""

    body: bytes | None
    etag: str


def resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


def connect(address: str, seconds: float) -> socket.socket:
    return socket.create_connection((address, PORT), timeout=seconds)


@dataclass(frozen=True)
class Net:
    """The network, for tests to stand in for."""

    resolve: Callable[[str], list[str]] = resolve
    connect: Callable[[str, float], socket.socket] = connect
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic


def is_public(address: str) -> bool:
    """Whether an IP address is anybody's on the internet, and no way around to one that is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found not in GIVEN_OUT:
        return False
    if any(found in network for network in NOT_CALLED):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def fetch(link: str, *, etag: str = "", net: Net | None = None) -> Fetched:
    """Raises `Unfetched`."""
    demand_outside("fetching a calendar")
    net = net or Net()
    until = net.clock() + ALTOGETHER
    for _redirect in range(MOST_REDIRECTS + 1):
        try:
            answer = _asked(link, etag, net, until)
        except ssl.SSLError:
            raise Unfetched("bad_certificate") from None
        except TimeoutError:
            raise Unfetched("too_slow") from None
        except ValueError:
            raise Unfetched("address_not_allowed") from None
        except (OSError, HTTPException):
            raise Unfetched("unreachable") from None
        if isinstance(answer, Fetched):
            return answer
        link = answer
    raise Unfetched("too_many_redirects")


def _asked(link: str, etag: str, net: Net, until: float) -> Fetched | str:
    """What came, or where else to look."""
    # Before it is taken apart: what takes it apart drops line ends without a word.
    if not link.isascii() or not link.isprintable() or " " in link:
        raise Unfetched("address_not_allowed")
    parts = urlsplit(link)
    if parts.scheme != "https" or not parts.hostname or parts.port not in (None, PORT) or parts.username:
        raise Unfetched("address_not_allowed")
    addresses = net.resolve(parts.hostname)
    if not addresses or not all(is_public(each) for each in addresses):
        raise Unfetched("address_not_allowed")
    with net.connect(addresses[0], _left(net, until)) as plain:
        with net.context.wrap_socket(plain, server_hostname=parts.hostname) as line:
            path = parts.path or "/"
            line.sendall(_request(parts.hostname, f"{path}?{parts.query}" if parts.query else path, etag))
            return _read(line, link, net, until)


def _request(host: str, path: str, etag: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host.encode('idna').decode()}",
        "User-Agent: Vliegwiel",
        "Accept: text/calendar, */*;q=0.1",
        "Accept-Encoding: gzip",
        "Connection: close",
        *([f"If-None-Match: {etag}"] if etag else []),
    ]
    if any(not line.isascii() or not line.isprintable() for line in lines):
        raise Unfetched("address_not_allowed")
    return "\r\n".join((*lines, "", "")).encode()


def _read(line: ssl.SSLSocket, link: str, net: Net, until: float) -> Fetched | str:
    answer = HTTPResponse(Paced(line, net, until), method="GET")  # type: ignore[arg-type]
    answer.begin()
    etag = (answer.getheader("ETag") or "")[:200]
    if answer.status == 304:
        return Fetched(None, etag)
    if answer.status in REDIRECTS:
        return urljoin(link, answer.getheader("Location") or "")
    if answer.status != 200:
        raise Unfetched("answered", str(answer.status))
    return Fetched(_body(answer), etag if etag.isascii() and etag.isprintable() else "")


class Paced(io.RawIOBase):
    """A line that is given up when everything together has taken too long, however small the pieces are."""

    def __init__(self, line: ssl.SSLSocket, net: Net, until: float) -> None:
        self.line, self.net, self.until = line, net, until

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.line.settimeout(_left(self.net, self.until))
        return self.line.recv_into(buffer)


def _left(net: Net, until: float) -> float:
    """Seconds that the other side has for its next piece."""
    left = until - net.clock()
    if left <= 0:
        raise TimeoutError
    return min(PATIENCE, left)


def _body(answer: HTTPResponse) -> bytes:
    """Unpacked, and no larger than it may be: neither as it comes nor as it was packed."""
    encoding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Unfetched("odd_encoding")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body, came = bytearray(), 0
    while piece := answer.read(PIECE):
        came += len(piece)
        try:
            body += unpack.decompress(piece, MOST_BYTES + 1 - len(body)) if unpack else piece
        except zlib.error:
            raise Unfetched("odd_encoding") from None
        if came > MOST_BYTES or len(body) > MOST_BYTES:
            raise Unfetched("too_large", str(MOST_BYTES // 1024 // 1024))
    return bytes(body)
