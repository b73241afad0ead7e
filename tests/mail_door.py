"""A mail server of the tests' own, as much of SMTP as one reader's mail takes (RFC 5321), which answers as told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PLAIN = {"MAIL": "250 OK", "RSET": "250 OK", "NOOP": "250 OK"}


class Door:
    """`answers`: what it says to a reader's address instead of taking the mail; `taken`: whose mail it has,
    from which `senders` of the envelope, with what in it."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.taken: list[str] = []
        self.senders: list[str] = []
        self.contents: list[str] = []
        self.port = 0


class _Talk(socketserver.StreamRequestHandler):
    door: Door

    def handle(self) -> None:
        self._say("220 door")
        readers: list[str] = []
        sender = ""
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "MAIL":
                sender = line.partition("<")[2].partition(">")[0]
            if word == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                answer = self.door.answers.get(address, "250 OK")
                readers += [address] if answer.startswith("250") else []
                self._say(answer)
            elif word == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.door.contents.append(b"".join(lines).decode())
                self.door.senders.append(sender)
                self.door.taken += readers
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(PLAIN.get(word, "250 door"))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_door() -> Iterator[Door]:
    """Open as long as it is needed, at 127.0.0.1 and a port of its own."""
    door = Door()
    talk = type("Talk", (_Talk,), {"door": door})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        door.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield door
        server.shutdown()
        thread.join()
