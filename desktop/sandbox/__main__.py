"""Lets `python -m desktop.sandbox` serve the practice platforms."""

import sys

from desktop.sandbox.server import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
