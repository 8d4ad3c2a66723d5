"""Rules of the house read from the text of the code: sizes, names, one sentence per module, forbidden calls."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "desktop").rglob("*.py"))
OURS = [*MODULES, *sorted((ROOT / "packaging").glob("*.py"))]
PLATFORMS = ("jumia", "lazada", "jumpseller", "uappi", "sirclo")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "logic", "core"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_every_module_says_why_it_exists(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring and docstring.splitlines()[0].rstrip().endswith((".", ":", ";", "?")), (
        "open the module with one sentence"
    )


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: split it by noun"


def test_the_main_window_and_the_bootstrap_stay_small() -> None:
    for name in ("desktop/ui/main_window.py", "desktop/app/bootstrap.py"):
        assert len((ROOT / name).read_text("utf-8").splitlines()) <= 200, f"{name} is where everything likes to gather"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in VAGUE_NAMES, "name it after a thing of the trade"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_platform_is_named_only_at_home(path: Path) -> None:
    parts = path.relative_to(ROOT / "desktop").parts
    if parts[0] == "sandbox" or (parts[0] == "platforms" and (parts[1] in PLATFORMS or parts[1] == "registry.py")):
        return
    code = _without_prose(path.read_text("utf-8")).lower()
    named = [name for name in PLATFORMS if re.search(rf"\b{name}\b", code)]
    assert not named, f"ask the manifest what it can do instead of naming {named}"


_WITH_PROSE = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _without_prose(source: str) -> str:
    """The code with docstrings and comments taken out: prose may give a platform as an example, code may not."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_the_loop_is_never_nested_or_blocked(path: Path) -> None:
    code = _without_prose(path.read_text("utf-8"))
    layer = path.relative_to(ROOT / "desktop").parts[0]
    code = code.replace("application.exec()", "")  # the program's own loop until the first frame; it nests nothing
    if layer in {"ui", "app"}:
        found = re.findall(r"\.exec_?\(|processEvents\(|time\.sleep\(|asyncSlot|asyncClose", code)
    else:
        found = re.findall(r"time\.sleep\(", code) if layer not in {"sandbox"} else []
    assert not found, f"{found}: await a future instead"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_errors_are_not_swallowed(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node):
            assert not all(isinstance(step, ast.Pass | ast.Continue) for step in node.body), (
                f"line {node.lineno} hides every error"
            )


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


def test_packaging_and_resources_are_no_python_packages() -> None:
    assert not list((ROOT / "packaging").rglob("__init__.py")), (
        "a package named packaging would shadow the library of that name"
    )
    assert not list((ROOT / "resources").rglob("*.py"))


def test_top_level_is_what_was_agreed() -> None:
    allowed = {
        "pyproject.toml",
        "README.md",
        "desktop",
        "resources",
        "tests",
        "packaging",
        "icons",
        "LICENSE",
        "demo-output",
        "__pycache__",
    }
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found <= allowed, f"does not belong at the top: {sorted(found - allowed)}"
