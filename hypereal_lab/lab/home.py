"""The one folder where a user's assets, journal and embedded gateway live."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from hypereal_lab.errors import SettingsError

__all__ = ["ENV_HOME", "home_folder"]

ENV_HOME = "HYPEREAL_LAB_HOME"


def home_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder named by HYPEREAL_LAB_HOME, else the user's data folder; made when missing, for the user's eyes only.

    Raises `SettingsError` when it cannot be written.
    """
    named = (os.environ if environ is None else environ).get(ENV_HOME, "").strip()
    folder = Path(named).expanduser() if named else Path(platformdirs.user_data_dir("hypereal-lab", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be made ({error.strerror}); set {ENV_HOME} to another folder.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"{folder} cannot be written; set {ENV_HOME} to another folder.")
    return folder
