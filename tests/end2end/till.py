"""A till: commands on one profile, each a process of its own, at practice platforms over real HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.sandbox.running import RunningSandbox

ROOT = Path(__file__).parents[2]
WORDS = "a passphrase of three words"
OWN = {"BACKSHOP_PASSPHRASE": WORDS, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}


@dataclass(frozen=True)
class Till:
    """One profile's terminal."""

    profile: Path
    surroundings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            self.command(words),
            cwd=ROOT, env=self.env(), input=stdin, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    def command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "desktop", "--profile", str(self.profile), *words]

    def env(self) -> dict[str, str]:
        return {**os.environ, **OWN, **self.surroundings}

    def json(self, *words: str, code: int = 0, stdin: str = "") -> Any:
        """The one document a command prints."""
        done = self.run("--json", *words, stdin=stdin)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command, and leave it alone."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self.command(words), cwd=ROOT, env=self.env(), stdin=quiet, stdout=quiet, stderr=quiet)

    def connect(self, sandbox: RunningSandbox, name: str, **more: str) -> Any:
        """Log in to a practice platform; the credentials come from files, so that none is in a command line."""
        words = ["--base-url", sandbox.base_url, "--name", name]
        for key, value in (sandbox.fresh_credentials() | more).items():
            path = self.profile.parent / f"{name}-{key}.txt"
            path.write_text(value)
            words += ["--set", f"{key}=@{path}"]
        return self.json("shops", "connect", sandbox.options.platforms[0], *words)
