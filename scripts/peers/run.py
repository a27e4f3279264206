"""Runs every check in `checks/`, or the named ones, with the official clients, for the workspace in the environment."""

import importlib.util
import logging
import pathlib
import sys
import time
import traceback

# The clients' log output is not useful here.
for name in ("databricks.sdk", "mlflow"):
    logging.getLogger(name).setLevel(logging.ERROR)

CHECKS = pathlib.Path(__file__).parent / "checks"


def main(names: list[str]) -> int:
    found = {path.stem: path for path in sorted(CHECKS.glob("*.py"))}
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(found)}.")
        return 2
    failed = 0
    for name in names or found:
        started = time.monotonic()
        try:
            spec = importlib.util.spec_from_file_location(f"check_{name}", found[name])
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            module.check()
            print(f"ok    {name} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception:
            failed += 1
            print(f"FAIL  {name}\n{traceback.format_exc()}", flush=True)
    print(f"{failed} of {len(names or found)} checks failed." if failed else "Every check passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
