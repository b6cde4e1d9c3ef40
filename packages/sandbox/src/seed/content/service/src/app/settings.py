"""Settings of the service, read from its environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What differs from stage to stage."""

    environment: str
    debug: bool
    log_level: str

    @classmethod
    def from_environment(cls) -> "Settings":
        """Reads the settings; the defaults are those of a laptop."""
        return cls(
            environment=os.environ.get("ENVIRONMENT", "development"),
            debug=os.environ.get("DEBUG", "false").lower() == "true",
            log_level=os.environ.get("LOG_LEVEL", "INFO"),
        )
