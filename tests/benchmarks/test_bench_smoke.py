"""Every benchmark runs to its end on a small profile; how fast is not asked here."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_every_benchmark_gives_figures_on_a_small_profile(tmp_path: Path) -> None:
    told = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--profile", str(tmp_path / "profile"), "--json", str(told)]
    run = subprocess.run(
        [*command, "--orders", "2000", "--ingest", "200"],
        cwd=Path(__file__).parents[2], env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    figures = json.loads(told.read_text())["figures"]
    measured = {"1", "2", "3", "5", "6", "8", "11", "12", "13", "14", "15", "16"}
    assert {figure["name"].split()[0] for figure in figures} >= measured
    assert all(figure["value"] > 0 for figure in figures if not figure["name"].startswith("14"))
