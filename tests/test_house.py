"""The house's rules, held against the tree."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "core", "storage")
SOURCES = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
RUSSIAN = re.compile(r"[А-Яа-яЁё]{2,}")


def strings_of(file: Path) -> list[tuple[int, str]]:
    """String literals of a module with their lines, docstrings left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_code_holds_no_russian_sentence(file: Path) -> None:
    """Words of questions may stand in code, sentences for people stand in templates."""
    sentences = [
        (line, text)
        for line, text in strings_of(file)
        if len(RUSSIAN.findall(text)) >= 4 and not re.search(r"[|\\\[(^$]", text)
    ]
    assert sentences == []


def test_no_city_is_named_in_code_or_templates() -> None:
    named = [
        str(file.relative_to(ROOT))
        for file in [*SOURCES, *(ROOT / "templates").rglob("*.*")]
        if re.search(r"кемеров|kemerovo\.ru", file.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert named == []


def test_every_setting_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme] == []


def test_readme_names_the_two_commands_and_ci_runs_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
    assert "make test" in ci
    assert "make lint" in ci


def test_the_image_copies_what_exists_and_runs_the_bot() -> None:
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in docker.splitlines() if line.startswith("COPY ") and "--from" not in line]
    for path in (path for paths in copied for path in paths):
        assert (ROOT / path).exists(), path
    for package in (*PACKAGES, "templates", "data"):
        assert [package] in copied, f"{package} is not in the image"
    assert re.search(r"^USER (?!root)", docker, re.MULTILINE)
    assert 'ENTRYPOINT [".venv/bin/python", "-m", "bot"]' in docker
    commands = (ROOT / "bot" / "__main__.py").read_text(encoding="utf-8")
    for command in re.findall(r'CMD \[.*?"(\w+)"\]', docker):
        assert f"def {command}(" in commands


def test_every_required_part_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    for requirement in project["project"]["dependencies"]:
        name = re.split(r"[\[<>=~! ]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}(\[.*\])?==", locked, re.MULTILINE), name
    pins = [line for line in locked.splitlines() if re.match(r"^[a-z0-9]", line)]
    assert locked.count("--hash=sha256:") >= len(pins)


def test_locks_hold_no_address_and_no_index_option() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^\s*--(?!hash=)", text, re.MULTILINE)


def imported_by(code: str) -> set[str]:
    """Top-level names of the modules that a fresh process has loaded after `code`."""
    probe = f"import sys\n{code}\nprint('\\n'.join({{name.split('.')[0] for name in sys.modules}}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    return set(done.stderr.split())


def test_help_imports_nothing_heavy() -> None:
    run = "import runpy\ntry: runpy.run_module('bot', run_name='__main__')\nexcept SystemExit: pass"
    code = f"sys.argv = ['bot', '--help']\n{run}"
    loaded = imported_by(code)
    assert "typer" in loaded
    assert not loaded & {"aiogram", "sqlalchemy", "pydantic", "pymorphy3", "numpy", "jinja2", "rich"}


@pytest.mark.parametrize("module", ["bot.asking", "bot.reporting", "bot.loading"])
def test_commands_without_telegram_load_no_aiogram(module: str) -> None:
    loaded = imported_by(f"import {module}")
    assert "sqlalchemy" in loaded
    assert "aiogram" not in loaded


def test_no_bag_of_leftovers() -> None:
    bags = {"utils", "helpers", "services", "manager", "managers", "common", "misc"}
    assert [str(file) for file in SOURCES if file.stem in bags or file.parent.name in bags] == []
