"""`load`, `backup` and `health`: the commands about the base itself."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Settings
from core.base import BaseError, open_base, pack_folders
from core.catalogue.loading import load
from core.catalogue.packs import PackError
from storage import leases, schema

STALE = timedelta(minutes=2)


async def load_packs(settings: Settings, folders: list[Path], public: bool, demo: bool) -> int:
    """Load the named folders, or the city's pack; prints one line a pack and the records that were kept."""
    kinds = [kind for kind, wanted in (("public", public), ("demo", demo)) if wanted]
    chosen = [*(folders or pack_folders("city")), *pack_folders(*kinds)]
    now, zone = datetime.now(UTC), ZoneInfo(settings.timezone)
    database = await open_base(settings.database_url, fill=False)
    try:
        for folder in chosen:
            outcome = await load(database, folder, now, zone)
            print(
                f"{outcome.pack}: {outcome.added} added, {outcome.changed} changed, {outcome.removed} removed, "
                f"{outcome.unchanged} unchanged, {len(outcome.kept)} kept as an editor left them"
            )
            for name in outcome.kept:
                print(f"  kept: {name}")
    except PackError as error:
        raise BaseError(f"Nothing was loaded from this pack. {error}") from error
    finally:
        await database.close()
    return 0


async def back_up(settings: Settings, file: Path) -> int:
    """Write a whole copy of the SQLite base to `file`; never over an existing file."""
    if await asyncio.to_thread(file.exists):
        print(f"{file} exists already; name a new file", file=sys.stderr)
        return 1
    if not settings.database_url.startswith("sqlite"):
        print("DATABASE_URL: backup copies SQLite only; use pg_dump for PostgreSQL", file=sys.stderr)
        return 1
    database = await open_base(settings.database_url, fill=False)
    try:
        await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True)
        await schema.copy_whole(database, file)
    finally:
        await database.close()
    size = (await asyncio.to_thread(file.stat)).st_size
    print(f"{file}: {size} bytes")
    return 0


async def check_health(settings: Settings) -> int:
    """0 when the base opens with our schema and the running bot renewed its lease lately."""
    database = await open_base(settings.database_url, fill=False)
    try:
        async with database.reading() as session:
            seen = await leases.held_until(session, "poller")
    finally:
        await database.close()
    if seen is None or seen < datetime.now(UTC) - STALE:
        print("the base is fine, but no running bot was seen in the last two minutes", file=sys.stderr)
        return 1
    print("ok")
    return 0
