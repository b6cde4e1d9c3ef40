"""The circuit breaker."""

import asyncio

import pytest

from app.circuit_breaker import CircuitBreaker, CircuitOpenError, State

pytestmark = pytest.mark.anyio


class Clock:
    """Time that passes when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker("peer", failures=2, open_for=30.0, clock=clock)


async def succeed() -> str:
    return "done"


async def fail() -> str:
    raise ConnectionError


async def let_fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ConnectionError):
            await breaker.call(fail)


async def test_lets_calls_through(breaker: CircuitBreaker) -> None:
    assert await breaker.call(succeed) == "done"
    assert breaker.state is State.CLOSED


async def test_stays_closed_while_failures_are_not_in_a_row(
    breaker: CircuitBreaker,
) -> None:
    for _ in range(3):
        await let_fail(breaker, 1)
        await breaker.call(succeed)

    assert breaker.state is State.CLOSED


async def test_opens_after_failures_in_a_row(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    await let_fail(breaker, 2)
    clock.now = 10.0

    assert breaker.state is State.OPEN
    with pytest.raises(CircuitOpenError, match="peer keeps failing") as error:
        await breaker.call(succeed)
    assert error.value.retry_after == 20.0


async def test_closes_when_a_trial_succeeds(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    await let_fail(breaker, 2)
    clock.now = 30.0
    states = [breaker.state]

    assert await breaker.call(succeed) == "done"
    states.append(breaker.state)

    # One failure is as harmless as it was in the beginning.
    await let_fail(breaker, 1)
    states.append(breaker.state)
    assert states == [State.HALF_OPEN, State.CLOSED, State.CLOSED]


async def test_opens_again_when_a_trial_fails(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    await let_fail(breaker, 2)
    clock.now = 30.0

    await let_fail(breaker, 1)

    assert breaker.state is State.OPEN


async def test_lets_one_trial_through_at_a_time(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    await let_fail(breaker, 2)
    clock.now = 30.0
    may_end = asyncio.Event()
    trial = asyncio.create_task(breaker.call(may_end.wait))
    await asyncio.sleep(0)

    with pytest.raises(CircuitOpenError) as error:
        await breaker.call(succeed)
    assert error.value.retry_after == 1.0

    may_end.set()
    assert await trial
    assert breaker.state is State.CLOSED


async def test_tries_again_after_a_trial_was_cancelled(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    await let_fail(breaker, 2)
    clock.now = 30.0
    trial = asyncio.create_task(breaker.call(asyncio.Event().wait))
    await asyncio.sleep(0)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial

    assert await breaker.call(succeed) == "done"


async def test_learns_nothing_from_calls_that_began_before_it_opened(
    breaker: CircuitBreaker,
) -> None:
    may_end = asyncio.Event()

    async def fail_late() -> None:
        await may_end.wait()
        raise ConnectionError

    early = [
        asyncio.create_task(breaker.call(may_end.wait)),
        asyncio.create_task(breaker.call(fail_late)),
    ]
    await asyncio.sleep(0)
    await let_fail(breaker, 2)

    may_end.set()
    success, failure = await asyncio.gather(*early, return_exceptions=True)

    assert success is True
    assert isinstance(failure, ConnectionError)
    assert breaker.state is State.OPEN
