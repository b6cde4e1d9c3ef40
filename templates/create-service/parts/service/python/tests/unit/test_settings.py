"""Settings."""

import pytest

from app.settings import Settings, SettingsError


def test_suits_a_laptop_without_any_variable() -> None:
    settings = Settings.from_environment({})

    assert settings.environment == "development"
    assert settings.log_level == "INFO"
    assert settings.metrics_enabled
    assert not settings.tracing_enabled
    assert settings.database_url is None
    assert settings.port == 8080


def test_reads_what_production_sets() -> None:
    settings = Settings.from_environment(
        {
            "ENVIRONMENT": "production",
            "DEBUG": "false",
            "LOG_LEVEL": "WARNING",
            "RATE_LIMITING": "true",
            "METRICS_ENABLED": "true",
            "TRACING_ENABLED": "true",
            "CIRCUIT_BREAKER_STRICT": "true",
            "DATABASE_URL": "postgresql://db.example.com/notes",
            "UPSTREAM_URL": "https://upstream.example.com/health",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
            "PORT": "9000",
            "PATH": "/usr/bin",
        }
    )

    assert settings.model_dump(mode="json") == {
        "environment": "production",
        "debug": False,
        "log_level": "WARNING",
        "rate_limiting": True,
        "metrics_enabled": True,
        "tracing_enabled": True,
        "circuit_breaker_strict": True,
        "database_url": "**********",
        "upstream_url": "https://upstream.example.com/health",
        "otel_exporter_otlp_endpoint": "http://collector:4318/",
        "port": 9000,
    }


def test_takes_an_empty_variable_for_one_that_is_not_set() -> None:
    assert Settings.from_environment({"DATABASE_URL": ""}).database_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "Not a name"),
        ("DEBUG", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://somebody:hidden@db.example.com/notes"),
        ("UPSTREAM_URL", "upstream.example.com"),
        ("PORT", "65536"),
    ],
)
def test_names_a_variable_that_is_wrong_but_not_its_value(
    name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({name: value})

    assert str(error.value).startswith(f"{name}: ")
    assert value not in str(error.value)


def test_names_all_that_is_wrong() -> None:
    with pytest.raises(SettingsError, match=r"DEBUG: .*\nPORT: "):
        Settings.from_environment({"DEBUG": "perhaps", "PORT": "http"})
