"""The one way in: a command is for the terminal, no command is the window. Here the registry meets whoever needs it."""

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.cli.arguments import command_at
from desktop.domain.profile import Profile


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (those of the process by default); the exit code."""
    given = tuple(sys.argv[1:] if argv is None else argv)
    if command_at(given) is None:
        from desktop.app.main import main as open_window

        return open_window(given)
    from desktop.cli.main import main as run_command
    from desktop.platforms.registry import MANIFESTS

    return run_command(given, open_profile=_open_profile, manifests=MANIFESTS)


def _open_profile(folder: Path | None, verbose: bool) -> Profile:
    from desktop.app.logs import start_logging
    from desktop.app.paths import open_profile
    from desktop.domain.errors import StoreError

    try:
        profile = open_profile(folder)
        start_logging(profile.logs, verbose=verbose)
    except OSError as error:
        raise StoreError("no_profile_folder", reason=error.strerror or "") from error
    return profile


if __name__ == "__main__":
    sys.exit(main())
