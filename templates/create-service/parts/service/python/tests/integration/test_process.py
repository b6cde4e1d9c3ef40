"""The service as the platform runs it."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.integration.conftest import StartProcess
from tests.support.peer import Peer
from tests.support.traces import read_spans


def test_finishes_open_requests_before_it_ends(
    start_process: StartProcess, upstream: Peer
) -> None:
    process = start_process(UPSTREAM_URL=upstream.url)
    upstream.may_answer.clear()
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(httpx2.get, f"{process.url}/status/upstream")
        upstream.received.get()

        process.popen.send_signal(signal.SIGTERM)
        process.wait_for_log("Waiting for connections to close")
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(process.url)
        upstream.may_answer.set()

        assert answer.result().json() == {"status": "ok"}
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
