"""Run the command line: ``python -m geonews``."""

from geonews.cli import main

if __name__ == "__main__":
    main()
