"""See that a browser and a Chinese font are at hand for the tests: find them, or install them where that is simple."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
"""What tests of papers print Chinese with; without it they prove that a PDF in Chinese is refused."""

WANTED = ("chromium", "fonts-noto-cjk")
"""Debian's packages of both."""

MISSING = "NO BROWSER: the browser tests are skipped. Install chromium (on Debian: apt install chromium) to run them."


def find() -> str | None:
    """Return the path of a chromium on this machine, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> bool:
    """Install chromium with apt when this is root on Debian; tell whether there is one now."""
    if find() and CHINESE.exists():
        return True
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return find() is not None
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *WANTED]):
        if subprocess.run(["apt-get", *step], check=False, **quiet).returncode != 0:
            break
    return find() is not None


if __name__ == "__main__":
    if not install():
        sys.stderr.write(f"{MISSING}\n")
