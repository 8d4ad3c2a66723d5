"""What is at work in the window when a phase of a test ends goes on as if it had not ended."""

import asyncio

import pytest


async def _its_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest.fixture
def begun(loop: asyncio.AbstractEventLoop) -> "asyncio.Task[asyncio.AbstractEventLoop]":
    return loop.create_task(_its_loop())


def test_a_task_that_goes_on_after_the_set_up_finds_its_loop(
    loop: asyncio.AbstractEventLoop, begun: "asyncio.Task[asyncio.AbstractEventLoop]"
) -> None:
    assert loop.run_until_complete(begun) is loop
