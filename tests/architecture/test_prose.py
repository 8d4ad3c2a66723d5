"""Rules of the house read from the text of the code: sizes, names, one sentence per module, forbidden calls."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "desktop").rglob("*.py"))
OURS = [*MODULES, *sorted((ROOT / "packaging").glob("*.py"))]
PLATFORMS = ("jumia", "lazada", "jumpseller", "uappi", "sirclo")
_A_PLATFORM = re.compile(rf"\b({'|'.join(PLATFORMS)})\b")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "logic", "core"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _code(path: Path) -> str:
    """The code with docstrings and comments taken out: prose may give a platform as an example, code may not."""
    tree = ast.parse(_text(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def test_every_module_says_why_it_exists() -> None:
    silent = []
    for path in OURS:
        docstring = ast.get_docstring(ast.parse(_text(path))) or ""
        if not docstring.partition("\n")[0].rstrip().endswith((".", ":", ";", "?")):
            silent.append(_name(path))
    assert not silent, "open the module with one sentence"


def test_no_module_is_longer_than_400_lines() -> None:
    lines = {_name(path): len(_text(path).splitlines()) for path in OURS}
    assert not {name: count for name, count in lines.items() if count > 400}, "split it by noun"


def test_the_main_window_and_the_bootstrap_stay_small() -> None:
    for name in ("desktop/ui/main_window.py", "desktop/app/bootstrap.py"):
        assert len((ROOT / name).read_text("utf-8").splitlines()) <= 200, f"{name} is where everything likes to gather"


def test_names_say_what_is_inside() -> None:
    assert not [_name(path) for path in MODULES if path.stem in VAGUE_NAMES], "name it after a thing of the trade"


def _is_its_home(path: Path) -> bool:
    parts = path.relative_to(ROOT / "desktop").parts
    return parts[0] == "sandbox" or (parts[0] == "platforms" and (parts[1] in PLATFORMS or parts[1] == "registry.py"))


def test_a_platform_is_named_only_at_home() -> None:
    named = {}
    for path in MODULES:
        if not _is_its_home(path) and (found := _A_PLATFORM.findall(_code(path).lower())):
            named[_name(path)] = found
    assert not named, "ask the manifest what it can do instead of naming it"


def test_the_loop_is_never_nested_or_blocked() -> None:
    found = {_name(path): calls for path in MODULES if (calls := _waiting_calls(path))}
    assert not found, "await a future instead"


def _waiting_calls(path: Path) -> list[str]:
    # The program's own loop until the first frame nests nothing.
    code, layer = _code(path).replace("application.exec()", ""), path.relative_to(ROOT / "desktop").parts[0]
    if layer in {"ui", "app"}:
        return re.findall(r"\.exec_?\(|processEvents\(|time\.sleep\(|asyncSlot|asyncClose", code)
    return re.findall(r"time\.sleep\(", code) if layer != "sandbox" else []


def test_the_theme_keeps_no_window_that_is_gone() -> None:
    found = [_name(path) for path in MODULES if "theme().changed.connect(lambda" in _code(path)]
    assert not found, "connect a method of the widget: it goes with the widget"


def test_nothing_is_left_for_others_to_implement() -> None:
    found = [_name(path) for path in MODULES if "raise NotImplementedError" in _code(path)]
    assert not found, "what cannot be done is not offered: capabilities are data"


def test_errors_are_not_swallowed() -> None:
    hidden = {_name(path): lines for path in MODULES if (lines := _hidden_errors(path))}
    assert not hidden, "these lines hide every error"


def _hidden_errors(path: Path) -> list[int]:
    handlers = (node for node in ast.walk(ast.parse(_text(path))) if isinstance(node, ast.ExceptHandler))
    return [
        one.lineno
        for one in handlers
        if _catches_everything(one) and all(isinstance(step, ast.Pass | ast.Continue) for step in one.body)
    ]


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
