"""The sandbox judges the connectors, so it may not share a line with them."""

import ast
import socket
import sys
from pathlib import Path

import pytest

from desktop.sandbox.running import RunningSandbox

FOLDER = Path(__file__).parents[2] / "desktop" / "sandbox"
ALLOWED = {"starlette", "uvicorn", "zxingcpp", "PIL", *sys.stdlib_module_names}


def imported(path: Path) -> set[str]:
    """Every module a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_it_imports_itself_and_four_libraries(path: Path) -> None:
    foreign = {
        name
        for name in imported(path)
        if name.partition(".")[0] not in ALLOWED and not f"{name}.".startswith("desktop.sandbox.")
    }
    assert not foreign


def test_the_shared_parts_know_no_platform() -> None:
    for path in FOLDER.glob("*.py"):
        if path.name not in ("hosting.py", "running.py"):
            assert "jumia" not in path.read_text(encoding="utf-8").lower(), path.name


def test_only_one_address_is_served(sandbox: RunningSandbox) -> None:
    port = int(sandbox.base_url.rpartition(":")[2])
    socket.create_connection(("127.0.0.1", port), timeout=2).close()
    with pytest.raises(OSError, match=r"refused|timed out|unreachable|assign"):
        socket.create_connection(("127.0.0.2", port), timeout=2)


def test_the_control_api_says_what_it_can(sandbox: RunningSandbox) -> None:
    listed = sandbox.control("GET", "/")
    assert "POST /_sandbox/faults" in listed
    assert all(listed.values())
