"""Which process holds a lease, and whether it is surely dead: then its work is taken over at once."""

import hashlib
import os
import platform
import secrets
from pathlib import Path


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _machine() -> str:
    """This boot of this machine and this space of process numbers (a container has its own)."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    parts = (platform.node(), _read("/proc/sys/kernel/random/boot_id"), space)
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]


def _started(pid: int) -> str:
    """When the process started, in the kernel's ticks; empty where the system does not say."""
    stat = _read(f"/proc/{pid}/stat")
    return stat.rpartition(")")[2].split()[19] if stat else ""


def holder_id() -> str:
    """A name for this process: machine, process number, its start, and something random."""
    pid = os.getpid()
    return f"{_machine()}/{pid}/{_started(pid)}/{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether `holder` was a process of this machine that no longer runs. False when we cannot know."""
    return _runs(holder) is False


def is_alive(holder: str) -> bool:
    """Whether `holder` is a running process of this machine. False when we cannot know."""
    return _runs(holder) is True


def _runs(holder: str) -> bool | None:
    """None for another machine's process."""
    machine, _, rest = holder.partition("/")
    number, _, rest = rest.partition("/")
    if machine != _machine() or not number.isdigit():
        return None
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return None
    return _started(int(number)) == rest.partition("/")[0]
