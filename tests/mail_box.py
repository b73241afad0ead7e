"""A mailbox of the tests' own: as much of IMAP (RFC 3501) as reading what lies there takes, over TLS."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Box:
    """`mails` by their numbers, what `flags` they have, and what was `asked`, password aside."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.asked: list[str] = []
        self.password = "open sesame"
        self.port = 0
        # Said to the first command that begins so, and then the line is cut.
        self.cut_at = ""

    def put(self, *mails: bytes) -> None:
        for mail in mails:
            number = max(self.flags, default=0) + 1
            self.mails[number], self.flags[number] = mail, set()

    def left(self) -> dict[int, set[str]]:
        return {number: self.flags[number] for number in self.mails}


class _Talk(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self._say("* OK box")
        while line := self.rfile.readline().decode().strip():
            tag, _blank, command = line.partition(" ")
            if command.startswith("LOGIN"):
                said = "OK in" if f'"{self.box.password}"' in command else "NO who are you"
                self.box.asked.append("LOGIN")
            else:
                self.box.asked.append(command)
                if self.box.cut_at and command.startswith(self.box.cut_at):
                    return
                said = self._answer(command)
            self._say(f"{tag} {said}")
            if command == "LOGOUT":
                return

    def _answer(self, command: str) -> str:
        word = command.replace("UID ", "").split(" ")[0]
        return {
            "CAPABILITY": self._capability,
            "SELECT": self._select,
            "SEARCH": self._search,
            "FETCH": self._fetch,
            "STORE": self._store,
            "EXPUNGE": self._expunge,
        }.get(word, lambda _command: "OK done")(command)

    def _capability(self, _command: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _select(self, command: str) -> str:
        self._say(f"* {len(self.box.mails)} EXISTS")
        return "OK [READ-WRITE]" if command == 'SELECT "INBOX"' else "NO such folder"

    def _search(self, _command: str) -> str:
        new = [number for number in self.box.mails if not self.box.flags[number] & {r"\Seen", r"\Deleted"}]
        self._say(" ".join(["* SEARCH", *map(str, new)]))
        return "OK done"

    def _fetch(self, command: str) -> str:
        asked = re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command)
        if asked is None:
            return "BAD words"
        number, most = int(asked[1]), int(asked[2])
        content = self.box.mails[number][:most]
        self.wfile.write(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode())
        self.wfile.write(content + b")\r\n")
        return "OK done"

    def _store(self, command: str) -> str:
        _uid, _store, number, _add, flags = command.split(" ", 4)
        self.box.flags[int(number)] |= set(flags.strip("()").split())
        return "OK done"

    def _expunge(self, _command: str) -> str:
        for number in [number for number in self.box.mails if r"\Deleted" in self.box.flags[number]]:
            del self.box.mails[number]
        return "OK done"

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Secure(socketserver.ThreadingTCPServer):
    daemon_threads = True
    secure: ssl.SSLContext

    def finish_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        try:
            with self.secure.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)
        except OSError:
            # Whoever does not trust the certificate hangs up.
            return


@contextmanager
def mail_box(certificate: Path) -> Iterator[Box]:
    """Open as long as it is needed, at `localhost` and a port of its own."""
    box = Box()
    talk = type("Talk", (_Talk,), {"box": box})
    with _Secure(("127.0.0.1", 0), talk) as server:
        server.secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.secure.load_cert_chain(certificate)
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
