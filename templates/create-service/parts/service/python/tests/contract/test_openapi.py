"""The service answers as openapi/openapi.json says."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis import Case

from app import openapi
from app.application import create_app
from app.settings import Settings

schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(Settings()))


def test_the_description_is_current() -> None:
    openapi.main(["--check"])


def test_the_check_says_how_to_write_the_description_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="run: uv run python"):
        openapi.main(["--check"])

    openapi.main([])
    openapi.main(["--check"])


@schema.parametrize()
@settings(max_examples=30, deadline=None, derandomize=True)
def test_answers_as_described(case: Case[Any]) -> None:
    case.call_and_validate()
