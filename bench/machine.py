"""What the numbers were measured on, and how much processor time a process has used. Linux only."""

import os
import platform
import sqlite3
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def describe() -> str:
    """Processor, cores, memory, Python and SQLite; no names of machines or folders."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")]
    kilobytes = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, {kilobytes / 1024**2:.0f} GiB, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def cpu_fine(pid: int) -> float:
    """Seconds of processor time of a process with one thread, to the nanosecond where the kernel counts so."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except OSError:
        return cpu_of(pid)


def cpu_of(pid: int) -> float:
    """Seconds of processor time of all threads of one process, in ticks of 10 ms."""
    stat = _after_name(pid)
    return (int(stat[11]) + int(stat[12])) / TICK


def _after_name(pid: int | str) -> list[str]:
    """The fields of stat from the state on; the name before them may hold spaces and brackets."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


def family(pid: int) -> list[int]:
    """A process and all that descend from it, as they are now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_after_name(entry.name)[1])
            except OSError:  # it ended while we looked
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def cpu_of_family(pid: int) -> float:
    """Seconds of processor time of a process and its children."""
    total = 0.0
    for one in family(pid):
        try:
            total += cpu_of(one)
        except OSError:
            continue
    return total


def peak_memory(pid: int | str = "self") -> int:
    """The most memory that a process ever held, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
