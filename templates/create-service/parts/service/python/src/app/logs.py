"""Logs: one JSON object per line on standard output."""

import json
import logging
import sys
from datetime import UTC, datetime

from opentelemetry import trace

# What every record has; all else was added by the caller with `extra`.
_STANDARD_FIELDS = {
    *vars(logging.makeLogRecord({})),
    "asctime",
    "color_message",
    "message",
}


class JsonFormatter(logging.Formatter):
    """Writes a record with its extra fields and the ids of the current span."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC)
        entry: dict[str, object] = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            entry["trace_id"] = trace.format_trace_id(span.trace_id)
            entry["span_id"] = trace.format_span_id(span.span_id)
        entry |= {
            name: value
            for name, value in vars(record).items()
            if name not in _STANDARD_FIELDS
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure_logging(level: str) -> None:
    """Sets the level of the service; libraries are never more verbose than INFO."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    service_level = logging.getLevelNamesMapping()[level]
    logging.basicConfig(
        level=max(service_level, logging.INFO), handlers=[handler], force=True
    )
    logging.getLogger("app").setLevel(service_level)
