"""Rate limit: one token bucket per client."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import HTTPException, Request, status


class RateLimit:
    """A dependency of routes: answers 429 when a client asks too often.

    Each instance of the service counts for itself.
    """

    def __init__(
        self,
        *,
        per_second: float = 50.0,
        burst: int = 100,
        clients: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clients = clients
        self._clock = clock
        # client -> (tokens, when), the client that asked last at the end
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, request: Request) -> None:
        """Takes a token of the client, or refuses the request."""
        client = request.client.host if request.client else "unknown"
        now = self._clock()
        tokens, since = self._buckets.get(client, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._buckets[client] = (tokens - 1 if allowed else tokens, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._clients:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = math.ceil((1 - tokens) / self._per_second)
            raise HTTPException(
                status.HTTP_429_TOO_MANY_REQUESTS,
                "Too many requests from this client",
                headers={"Retry-After": str(wait)},
            )
