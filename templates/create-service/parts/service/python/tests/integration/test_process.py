"""The service as the platform runs it."""

import os
import socket
import subprocess
import sys

import httpx2
import pytest

from tests.integration.conftest import StartProcess
from tests.support.peer import Peer
from tests.support.traces import read_spans

HALF_A_REQUEST = b"""\
POST /notes HTTP/1.1\r
Host: localhost\r
Content-Type: application/json\r
Content-Length: 16\r
Expect: 100-continue\r
\r
"""


def test_finishes_open_requests_before_it_ends(start_process: StartProcess) -> None:
    process = start_process()
    address = ("127.0.0.1", process.port)
    with socket.create_connection(address) as connection:
        connection.sendall(HALF_A_REQUEST)
        # It says that when it reads the body.
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 ")

        process.popen.terminate()
        process.wait_for_log("Waiting for connections to close")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address)
        connection.sendall(b'{"text": "Late"}')

        assert connection.recv(1024).startswith(b"HTTP/1.1 201 ")
    assert process.wait_for_end() == 0


def test_logs_requests_with_their_trace(
    start_process: StartProcess, collector: Peer
) -> None:
    process = start_process(
        TRACING_ENABLED="true", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url
    )
    httpx2.get(f"{process.url}/notes/7")
    httpx2.get(f"{process.url}/health")
    process.popen.terminate()
    assert process.wait_for_end() == 0

    [entry] = [entry for entry in process.logs if entry["logger"] == "app.observation"]
    [(name, span)] = read_spans(collector).items()
    assert name == "GET /notes/{id}"
    assert entry["message"] == "GET /notes/7 404"
    assert entry["code"] == 404
    assert entry["trace_id"] == span.trace_id.hex()
    assert entry["span_id"] == span.span_id.hex()


def test_ends_although_nobody_collects_its_traces(start_process: StartProcess) -> None:
    process = start_process(
        TRACING_ENABLED="true", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1"
    )
    httpx2.get(process.url)
    process.popen.terminate()

    assert process.wait_for_end() == 0


def test_limits_the_client_that_the_gateway_names(start_process: StartProcess) -> None:
    process = start_process(RATE_LIMITING="true")
    with httpx2.Client(base_url=process.url) as gateway:
        codes = [
            gateway.get("/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(200)
        ]

    assert set(codes) == {200}


def test_does_not_start_with_a_wrong_setting() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app"],
        env={**os.environ, "LOG_LEVEL": "LOUD"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("LOG_LEVEL: ")
