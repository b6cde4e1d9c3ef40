"""A system around the service: an upstream, or a collector of traces."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import override


@dataclass
class Received:
    """A request that has come in."""

    path: str
    headers: Message
    body: bytes


@dataclass
class Peer:
    """An HTTP server that answers as a test wants it to."""

    url: str
    code: int = 200
    received: Queue[Received] = field(default_factory=Queue)
    may_answer: threading.Event = field(default_factory=threading.Event)


@contextmanager
def run_peer() -> Iterator[Peer]:
    """Runs a peer on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            peer.received.put(Received(self.path, self.headers, body))
            peer.may_answer.wait()
            self.send_response(peer.code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        peer = Peer(f"http://127.0.0.1:{server.server_port}")
        peer.may_answer.set()
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield peer
        finally:
            peer.may_answer.set()
            server.shutdown()
            thread.join()
