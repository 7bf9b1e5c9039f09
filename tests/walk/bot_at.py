"""The bot's own process whose clock starts at the moment named by `WALK_AT` (ISO, UTC) and goes on from there."""

import os
import runpy
from datetime import datetime

import time_machine

if __name__ == "__main__":
    time_machine.travel(datetime.fromisoformat(os.environ["WALK_AT"]), tick=True).start()
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
