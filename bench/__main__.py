"""Runs every measure in turn: `make bench`, or one of them by name: `.venv/bin/python -m bench routing`."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    measures = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    chosen = sys.argv[1:] or measures
    unknown = [name for name in chosen if name not in measures]
    if unknown:
        print(f"There is no measure called {', '.join(unknown)}. There are: {', '.join(measures)}.", file=sys.stderr)
        return 2
    # A process each, so that none inherits the memory or the warmth of another.
    return max(subprocess.call([sys.executable, str(FOLDER / f"{name}.py")]) for name in chosen)


if __name__ == "__main__":
    raise SystemExit(main())
