"""The set-up scripts on machines that lack something: what they say, and that they leave alone what is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[1] / "tools"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with the scripts alone, in a path with a blank, and a `bin` with nothing but a shell's usual commands."""
    checkout = tmp_path / "a checkout"
    (checkout / "tools").mkdir(parents=True)
    for script in ("set-up", "browser"):
        shutil.copy(TOOLS / script, checkout / "tools" / script)
    (tmp_path / "bin").mkdir()
    for command in ("sh", "dirname", "cmp", "cp", "id", "uname"):
        (tmp_path / "bin" / command).symlink_to(shutil.which(command) or command)
    return checkout


def run(checkout: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": str(checkout.parent / "bin"), **environment}
    return subprocess.run([checkout / command[0], *command[1:]], env=settings, capture_output=True, text=True, check=False)


def script(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def test_a_machine_without_a_new_python_is_told_how_to_get_one(machine: Path) -> None:
    (machine / "requirements.lock").touch()
    script(machine.parent / "bin" / "python3", "exit 1")
    done = run(machine, "tools/set-up", "requirements.lock")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (machine / ".venv").exists()


def test_an_environment_is_made_once_and_installed_again_only_when_the_lock_changes(machine: Path) -> None:
    lock = machine / "requirements.lock"
    lock.write_text("# nothing, first\n")
    first = run(machine, "tools/set-up", lock.name, PYTHON=sys.executable)
    assert (first.returncode, first.stderr.count("Making .venv"), first.stderr.count("Installing")) == (0, 1, 1), first.stderr
    assert run(machine, "tools/set-up", lock.name, PYTHON="/nowhere").stderr == ""
    lock.write_text("# nothing, second\n")
    assert run(machine, "tools/set-up", lock.name, PYTHON="/nowhere").stderr == f"Installing what {lock.name} names ...\n"


def test_a_failed_installation_is_tried_again(machine: Path) -> None:
    lock = machine / "requirements.lock"
    lock.write_text("# nothing\n")
    script(machine / ".venv" / "bin" / "python", 'test "$1" = -c')
    assert run(machine, "tools/set-up", lock.name).returncode != 0
    assert not (machine / ".venv" / lock.name).exists()


def test_the_browser_that_is_named_is_taken(machine: Path) -> None:
    chrome = machine.parent / "my chrome"
    script(chrome, "exit 0")
    done = run(machine, "tools/browser", CHROME=str(chrome))
    assert (done.returncode, done.stdout) == (0, f"{chrome}\n")


def test_without_a_browser_nothing_is_printed_but_how_to_get_one(machine: Path) -> None:
    if Path("/Applications/Google Chrome.app").exists():
        pytest.skip("this computer has a Chrome in a place of its own")
    quiet, loud = run(machine, "tools/browser"), run(machine, "tools/browser", "--install")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (1, "", "")
    assert (loud.returncode, loud.stdout) == (1, "")
    assert "THE BROWSER TESTS WILL BE SKIPPED" in loud.stderr


def test_chromium_is_installed_through_apt_in_ci(machine: Path) -> None:
    folder = machine.parent / "bin"
    for command in ("ln", "true"):
        (folder / command).symlink_to(shutil.which(command) or command)
    script(folder / "id", "echo 0")
    script(folder / "apt-get", f'[ "$1" = update ] || ln -s "{folder}/true" "{folder}/chromium"')
    done = run(machine, "tools/browser", "--install", CI="true")
    assert (done.returncode, done.stdout) == (0, f"{folder / 'chromium'}\n"), done.stderr


@pytest.mark.parametrize("name", ["set-up", "browser", "check-install", "lock"])
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(TOOLS / name, os.X_OK)
