"""The way to the database, on which packets get lost."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import override


def _open_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


@dataclass
class Proxy:
    """Passes on what two sides send to each other, until it is told not to."""

    port: int
    gates: list[threading.Event] = field(default_factory=lambda: [_open_gate()])

    def stall(self) -> None:
        """From now on nothing arrives, not even that a connection has ended."""
        self.gates[-1].clear()

    def fail_over(self) -> None:
        """From now on only new connections lead somewhere."""
        self.stall()
        self.gates.append(_open_gate())


@contextmanager
def run_proxy(address: tuple[str, int]) -> Iterator[Proxy]:
    """Runs a proxy in front of a server."""

    clients: list[socket.socket] = []

    class Handler(BaseRequestHandler):
        @override
        def handle(self) -> None:
            gate = proxy.gates[-1]
            clients.append(self.request)
            with socket.create_connection(address) as server:
                back = threading.Thread(target=_pass, args=(server, self.request, gate))
                back.start()
                _pass(self.request, server, gate)
                back.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as tcp:
        proxy = Proxy(tcp.server_address[1])
        thread = threading.Thread(target=tcp.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield proxy
        finally:
            tcp.shutdown()
            thread.join()
            for gate in proxy.gates:
                gate.set()
            for client in clients:
                with suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)


def _pass(source: socket.socket, target: socket.socket, gate: threading.Event) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            gate.wait()
            target.sendall(data)
    gate.wait()
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
