"""`reviewkit` and `python -m reviewkit`."""

import sys

from reviewkit import __version__


def main() -> int:
    """Run the command line and return its exit code. `--version` answers before anything is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        try:
            print(f"reviewkit {__version__}", flush=True)  # noqa: T201
        except OSError:  # a full disk, a closed pipe: what follows knows what to say
            pass
        else:
            return 0
    from reviewkit.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
