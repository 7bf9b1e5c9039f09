"""Commands about the base, and settings: one line that names what is wrong."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def bot(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person does, with these settings and no others."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_load_fills_an_empty_base_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    first = bot("load", "--public", "--demo", DATABASE_URL=url)
    assert first.returncode == 0, first.stderr
    assert "kemerovo-2023: " in first.stdout
    again = bot("load", "--public", "--demo", DATABASE_URL=url)
    for line in again.stdout.splitlines():
        assert ": 0 added, 0 changed, 0 removed, " in line
        assert line.endswith(" 0 kept as an editor left them")


def test_load_takes_a_named_folder_and_lists_what_an_editor_changed(tmp_path: Path) -> None:
    url, pack = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "pack"
    shutil.copytree(ROOT / "data" / "kemerovo-2023", pack)
    assert bot("load", DATABASE_URL=url).returncode == 0
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        connection.execute("UPDATE contests SET organiser = 'Уточнили' WHERE key = 'fpg'")
    loaded = bot("load", str(pack), DATABASE_URL=url)
    assert "1 kept as an editor left them" in loaded.stdout
    assert "kept: contests/fpg" in loaded.stdout


def test_a_broken_pack_is_one_line_with_file_line_and_field(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "data" / "kemerovo-2023", pack)
    file = pack / "indicators.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("plan: ", "plan: около ", 1), encoding="utf-8")
    refused = bot("load", str(pack), DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}")
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert "pack/indicators.yaml, line " in line
    assert "field plan" in line


def test_backup_makes_a_whole_copy_and_never_writes_over_a_file(tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "copies" / "today.db"
    assert bot("load", DATABASE_URL=url).returncode == 0
    assert bot("backup", str(copy), DATABASE_URL=url).returncode == 0
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM seasons").fetchone()[0] >= 20
    again = bot("backup", str(copy), DATABASE_URL=url)
    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_health_says_that_no_bot_runs(tmp_path: Path) -> None:
    sick = bot("health", DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}")
    assert sick.returncode == 1
    assert "no running bot" in sick.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEZONE", "Asia/Kemerowo"),
        ("ADMIN_IDS", "@anna"),
        ("WEBHOOK_PORT", "eighty"),
        ("MESSAGES_PER_SECOND", "0"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("BOT_TOKEN_FILE", "/nowhere/token"),
        ("TELEGRAM_API_URL", "telegram"),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line_that_names_it(name: str, value: str, tmp_path: Path) -> None:
    given = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", name: value}
    refused = bot("health", **given)
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert line.startswith(name)


def test_a_wrong_setting_is_told_without_the_token(tmp_path: Path) -> None:
    token = "123456789:AAFsecretsecretsecretsecret"
    refused = bot("run", BOT_TOKEN=token, TIMEZONE="Mars/Olympus", DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}")
    assert refused.returncode == 1
    assert token not in refused.stderr + refused.stdout
