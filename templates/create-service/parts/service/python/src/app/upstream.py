"""The system that this service asks, behind a circuit breaker."""

from functools import partial

import httpx2
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.trace import TracerProvider

from app.circuit_breaker import CircuitBreaker


class UpstreamError(Exception):
    """The upstream was asked and did not answer well."""


class Upstream:
    """Asks the configured address whether it answers."""

    def __init__(self, url: str | None, tracer_provider: TracerProvider | None) -> None:
        self._url = url
        self._client = httpx2.AsyncClient(timeout=2.0)
        if tracer_provider:
            HTTPX2ClientInstrumentor.instrument_client(
                self._client, tracer_provider=tracer_provider
            )
        self.breaker = CircuitBreaker("upstream")

    @property
    def configured(self) -> bool:
        """Whether there is an upstream at all."""
        return self._url is not None

    async def check(self) -> None:
        """Raises UpstreamError, or CircuitOpenError without asking."""
        if self._url is not None:
            await self.breaker.call(partial(self._ask, self._url))

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _ask(self, url: str) -> None:
        try:
            response = await self._client.get(url)
        except httpx2.RequestError as error:
            raise UpstreamError("The upstream does not answer") from error
        if response.is_server_error:
            raise UpstreamError(f"The upstream answers {response.status_code}")
