"""Starts the service: `python -m app`."""

import os
import signal
import sys

import uvicorn

from app.application import create_app
from app.logs import configure_logging
from app.settings import Settings, SettingsError

# Gateways call from private addresses and name the client; nobody on the internet
# can call from one.
GATEWAYS = [
    "10.0.0.0/8",
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "fc00::/7",
]


def main() -> None:
    """Serves until SIGTERM; open requests then have 15 seconds to finish."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    configure_logging(settings.log_level)
    # Uvicorn raises the signal once more when it has shut down, which is a success.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    uvicorn.run(
        create_app(settings),
        host="0.0.0.0",  # noqa: S104  # nosec B104
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=GATEWAYS,
        timeout_graceful_shutdown=15,
    )


if __name__ == "__main__":
    main()
