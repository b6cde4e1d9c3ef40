"""A circuit breaker: stops asking a system that keeps failing."""

import time
from collections.abc import Awaitable, Callable
from enum import IntEnum


class State(IntEnum):
    """The numbers are those of the metric."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class CircuitOpenError(Exception):
    """The call was not tried."""

    def __init__(self, name: str, retry_after: float) -> None:
        super().__init__(f"{name} keeps failing; it is left alone for a while")
        self.retry_after = retry_after


class CircuitBreaker:
    """Opens after some failures in a row; later lets one call through as a trial."""

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        open_for: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._limit = failures
        self._open_for = open_for
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._trial_runs = False

    @property
    def state(self) -> State:
        """Where it stands now; an open breaker becomes half-open by waiting."""
        if self._open_until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._open_until else State.HALF_OPEN

    async def call[T](self, operation: Callable[[], Awaitable[T]]) -> T:
        """Tries the operation, or raises CircuitOpenError at once."""
        if self._open_until is None:
            return await self._attempt(operation)
        wait = self._open_until - self._clock()
        if wait > 0 or self._trial_runs:
            raise CircuitOpenError(self.name, max(wait, 1.0))
        self._trial_runs = True
        try:
            return await self._attempt(operation)
        finally:
            self._trial_runs = False

    async def _attempt[T](self, operation: Callable[[], Awaitable[T]]) -> T:
        open_until = self._open_until
        try:
            result = await operation()
        except Exception:
            if self._open_until == open_until:
                self._count_failure()
            raise
        # A call from before the breaker opened says nothing of how things are now.
        if self._open_until == open_until:
            self._failures = 0
            self._open_until = None
        return result

    def _count_failure(self) -> None:
        self._failures += 1
        if self._failures >= self._limit:
            self._open_until = self._clock() + self._open_for
