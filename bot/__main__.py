"""The command line. Thin: each command imports late and calls one function, so that --help is instant."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def _fail(line: str, code: int = 1) -> NoReturn:
    print(line, file=sys.stderr)
    raise typer.Exit(code)


def _run(main: Callable[..., Coroutine[Any, Any, int]], *arguments: Any) -> None:
    """Read the settings, run `main(settings, ...)`, and turn known refusals into one line."""
    from bot.logs import set_up_logs
    from bot.settings import SettingsError, read_settings
    from core.base import BaseError

    set_up_logs()
    try:
        code = asyncio.run(main(read_settings(), *arguments))
    except (SettingsError, BaseError) as refusal:
        _fail(str(refusal))
    except KeyboardInterrupt:
        code = 130
    raise typer.Exit(code)


@app.command()
def run() -> None:
    """Run the bot: with BOT_TOKEN against Telegram, without one in the sandbox."""
    from bot.app import run_bot

    _run(run_bot)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read questions from stdin, a JSON object a line.")] = False,
) -> None:
    """Answer a question on the command line, or many from stdin."""
    from bot.asking import ask_lines, ask_once

    if jsonl:
        _run(ask_lines)
    elif question is None:
        _fail('Give a question: python -m bot ask "гранты на спорт"', 2)
    else:
        _run(ask_once, question)


@app.command()
def evaluate(
    files: Annotated[list[Path] | None, typer.Argument(help="More labelled questions (JSON lines).")] = None,
    failures: Annotated[bool, typer.Option("--failures", help="Print each wrong reply.")] = False,
) -> None:
    """Score the answers on the base's labelled examples and on files, and say what changed since the last run."""
    from bot.evaluating import evaluate_files

    _run(evaluate_files, files or [], failures)


@app.command()
def report(
    year: int,
    form: Annotated[str, typer.Option("--format", help="docx, xlsx, csv or json")] = "json",
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of stdout.")] = None,
    version: Annotated[int | None, typer.Option("--version", help="As it was signed that time.")] = None,
) -> None:
    """The year's tables, indicators and findings."""
    from bot.reporting import write_report

    _run(write_report, year, form, out, version)


@app.command("read-report")
def read_past_report(
    file: Path,
    out: Annotated[Path | None, typer.Option("--out", help="Write a pack into this folder.")] = None,
) -> None:
    """Read a past report (text or DOCX of the city's form); without --out nothing is written."""
    from bot.past import read_past

    raise typer.Exit(read_past(file, out))


@app.command()
def load(
    folders: Annotated[list[Path] | None, typer.Argument(help="Pack folders.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Also data/public.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Also data/demo (invented).")] = False,
) -> None:
    """Migrate the base and load packs. Twice changes nothing; editors' changes are listed, not overwritten."""
    from bot.loading import load_packs

    _run(load_packs, folders or [], public, demo)


@app.command()
def due(
    at: Annotated[str | None, typer.Option("--at", help="A moment, ISO (local zone unless it has one).")] = None,
    send: Annotated[bool, typer.Option("--send", help="Write the deliveries.")] = False,
) -> None:
    """What is due now (or at a time), to whom and why."""
    from bot.due import print_due

    _run(print_due, at, send)


@app.command()
def backup(file: Path) -> None:
    """A whole copy of the SQLite base (VACUUM INTO)."""
    from bot.loading import back_up

    _run(back_up, file)


@app.command()
def health() -> None:
    """Exit 0 when the base opens, its schema fits and the running bot has been seen lately."""
    from bot.loading import check_health

    _run(check_health)


if __name__ == "__main__":
    app()
