"""Logs."""

import json
import logging
import sys

import pytest
from opentelemetry.sdk.trace import TracerProvider

from app.logs import JsonFormatter, configure_logging


def make_record(level: int = logging.INFO, **fields: object) -> logging.LogRecord:
    values = {"name": "app.notes", "levelno": level, "msg": "%s", "args": ("Grüße\n",)}
    return logging.makeLogRecord(
        {**values, "levelname": logging.getLevelName(level), "created": 0.5, **fields}
    )


def test_writes_one_json_object_per_line() -> None:
    line = JsonFormatter().format(make_record(code=200))

    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.500+00:00",
        "level": "INFO",
        "logger": "app.notes",
        "message": "Grüße\n",
        "code": 200,
    }


def test_names_the_span_in_which_a_record_was_made() -> None:
    tracer = TracerProvider(shutdown_on_exit=False).get_tracer("test")
    with tracer.start_as_current_span("work") as span:
        entry = json.loads(JsonFormatter().format(make_record()))

    context = span.get_span_context()
    assert int(entry["trace_id"], 16) == context.trace_id
    assert int(entry["span_id"], 16) == context.span_id


def test_tells_what_was_raised() -> None:
    try:
        raise RuntimeError("a mistake")
    except RuntimeError:
        record = make_record(logging.ERROR, exc_info=sys.exc_info())

    entry = json.loads(JsonFormatter().format(record))

    assert entry["exception"].endswith("RuntimeError: a mistake")


@pytest.mark.usefixtures("logging_stays_as_it_was")
@pytest.mark.parametrize(
    ("level", "service", "libraries"),
    [("DEBUG", "DEBUG", "INFO"), ("WARNING", "WARNING", "WARNING")],
)
def test_keeps_libraries_quiet(level: str, service: str, libraries: str) -> None:
    configure_logging(level)

    effective = logging.getLogger("app.notes").getEffectiveLevel()
    assert logging.getLevelName(effective) == service
    effective = logging.getLogger("uvicorn.error").getEffectiveLevel()
    assert logging.getLevelName(effective) == libraries
