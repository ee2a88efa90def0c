"""See that a browser is at hand for the tests: find chromium, or install it where that is simple."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

MISSING = "NO BROWSER: the browser tests are skipped. Install chromium (on Debian: apt install chromium) to run them."


def find() -> str | None:
    """Return the path of a chromium on this machine, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> bool:
    """Install chromium with apt when this is root on Debian; tell whether there is one now."""
    if find():
        return True
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *step], check=False, **quiet).returncode != 0:
            return False
    return find() is not None


if __name__ == "__main__":
    if not install():
        sys.stderr.write(f"{MISSING}\n")
