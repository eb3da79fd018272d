"""Take in a member's own log: upload, map, run, stop; and the work itself, which goes on exactly where it ended."""

from watchward.collect.actions.imports.prepare import (
    CannotImport,
    CannotRunImport,
    CannotSaveMapping,
    FileOnDisk,
    run_import,
    set_mapping,
    start_import,
    stop_import,
)
from watchward.collect.actions.imports.work import ImportIsBusy, work_import, work_imports_once

__all__ = [
    "CannotImport",
    "CannotRunImport",
    "CannotSaveMapping",
    "FileOnDisk",
    "ImportIsBusy",
    "run_import",
    "set_mapping",
    "start_import",
    "stop_import",
    "work_import",
    "work_imports_once",
]
