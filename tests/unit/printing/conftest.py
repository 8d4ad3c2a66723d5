"""The print server is shared by the tests of this folder."""

from tests.fixtures.print_server import cups_home, print_server

__all__ = ["cups_home", "print_server"]
