"""The service as a process of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Process:
    """A service that runs, and what it has logged so far."""

    popen: subprocess.Popen[str]
    logs: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def wait_for_log(self, pattern: str) -> re.Match[str]:
        """Reads logs until a message fits."""
        assert self.popen.stdout
        for line in self.popen.stdout:
            entry = json.loads(line)
            self.logs.append(entry)
            if found := re.search(pattern, entry["message"]):
                return found
        raise AssertionError(f"It ended and never logged {pattern}: {self.logs}")

    def wait_for_end(self) -> int:
        """Reads the rest of the logs; returns the exit code."""
        assert self.popen.stdout
        self.logs += map(json.loads, self.popen.stdout)
        return self.popen.wait()


@contextmanager
def run_process(environment: Mapping[str, str]) -> Iterator[Process]:
    """Runs the service on a free port until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        env={**os.environ, "PORT": "0", **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as popen:
        process = Process(popen)
        try:
            started = process.wait_for_log(r"Uvicorn running on \S+:(\d+)")
            process.port = int(started[1])
            yield process
        finally:
            popen.terminate()
            process.wait_for_end()
