"""Settings of the service, read from its environment."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)


class SettingsError(Exception):
    """Names the variables that are wrong."""


class Settings(BaseModel):
    """What differs from stage to stage; the defaults are those of a laptop."""

    model_config = ConfigDict(frozen=True)

    environment: str = Field(default="development", pattern=r"^[a-z][a-z0-9-]*$")
    debug: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    rate_limiting: bool = False
    metrics_enabled: bool = True
    tracing_enabled: bool = False
    circuit_breaker_strict: bool = False
    database_url: SecretStr | None = None
    upstream_url: AnyHttpUrl | None = None
    port: int = Field(default=8080, ge=0, le=65535)
    otel_exporter_otlp_endpoint: AnyHttpUrl = AnyHttpUrl("http://localhost:4318")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the variables; an empty one counts as not set."""
        values = {
            name: environment[name.upper()]
            for name in cls.model_fields
            if environment.get(name.upper())
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            # Without the values: one of them is a password.
            problems = [
                f"{str(problem['loc'][0]).upper()}: {problem['msg']}"
                for problem in error.errors(include_input=False, include_url=False)
            ]
            raise SettingsError("\n".join(problems)) from None

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not url.get_secret_value().startswith(
            ("postgresql://", "postgres://")
        ):
            raise ValueError("should begin with postgresql://")
        return url
