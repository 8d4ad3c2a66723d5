"""What every plain client of these tests has: the sandbox it talks to, its credentials, and a line that closes."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import httpx
import pytest

from desktop.sandbox.running import RunningSandbox


class Caller:
    """A program with working credentials; `with` closes its line at the end."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox, self.given = sandbox, sandbox.fresh_credentials()
        self.http = httpx.Client(base_url=sandbox.base_url, timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()


def one_sandbox(platform: str, **how: Any) -> Any:
    """A fixture for a module's `served`: one sandbox for all its tests, made as `RunningSandbox` takes it."""

    @pytest.fixture(scope="module")
    def served() -> Iterator[RunningSandbox]:
        with RunningSandbox(platform, **how) as sandbox:
            yield sandbox

    return served
