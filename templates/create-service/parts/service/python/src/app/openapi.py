"""Writes openapi/openapi.json: `python -m app.openapi`; `--check` only compares."""

import json
import sys
from pathlib import Path

from app.application import create_app
from app.settings import Settings

FILE = Path("openapi/openapi.json")


def render() -> str:
    """The description of the API as the service serves it."""
    description = create_app(Settings()).openapi()
    return json.dumps(description, ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> None:
    """Writes or checks the committed description."""
    description = render()
    if arguments != ["--check"]:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(description, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != description:
        sys.exit(f"{FILE} is not current; run: uv run python -m app.openapi")


if __name__ == "__main__":
    main(sys.argv[1:])
