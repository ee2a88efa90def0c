"""Bring the calendar programs that judge our calendars: khal, vdirsyncer and ical.js.

They live in an environment of their own: none of them is in the lock, and the product never sees them. ical.js, under
the Mozilla Public License 2.0, is fetched as published, checked against its hash and used as it is.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "judges"
REQUIREMENTS = Path(__file__).with_name("requirements.lock")

ICAL_JS = "ical.js@2.2.1"
ICAL_JS_SHA512 = (
    "c8afd494f6c4b37d7a8a06ffb634606c503c655ef9ac2b01269fe158e6ada726"
    "8f365830d1d183994f85a2270e7305f8c5791e5ce91888e982a8d3c5a4d3e442"
)
SCRIPT = "package/dist/ical.es5.cjs"

MISSING = (
    "NO CALENDAR PROGRAMS: khal, vdirsyncer or ical.js are not there, so they judge nothing. "
    "`make judges` fetches them; it needs the network, and npm for ical.js."
)


def find_command(name: str) -> Path | None:
    """Return the command of a program in the judges' environment."""
    command = FOLDER / "bin" / name
    return command if command.exists() else None


def find_script() -> Path | None:
    """Return the file of ical.js."""
    script = FOLDER / "ical.js"
    return script if script.exists() else None


def install() -> bool:
    """Fetch what is missing; tell whether all is there now."""
    if not (find_command("khal") and find_command("vdirsyncer")):
        _install_programs()
    if find_script() is None:
        _install_script()
    return all((find_command("khal"), find_command("vdirsyncer"), find_script()))


def _install_programs() -> None:
    pip = [str(FOLDER / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for step in ([sys.executable, "-m", "venv", str(FOLDER)], [*pip, "-r", str(REQUIREMENTS)]):
        if subprocess.run(step, check=False, capture_output=True).returncode != 0:
            return


def _install_script() -> None:
    npm = shutil.which("npm")
    if npm is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            [npm, "pack", "--silent", ICAL_JS], cwd=folder, check=False, capture_output=True, text=True
        )
        if packed.returncode != 0:
            return
        archive = Path(folder) / packed.stdout.split()[-1]
        if hashlib.sha512(archive.read_bytes()).hexdigest() != ICAL_JS_SHA512:
            raise SystemExit(f"{ICAL_JS} is not what it was: its hash differs.")
        with tarfile.open(archive) as package:
            script = package.extractfile(SCRIPT)
            assert script is not None
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / "ical.js").write_bytes(script.read())


if __name__ == "__main__":
    if not install():
        sys.stderr.write(f"{MISSING}\n")
