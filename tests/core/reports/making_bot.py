"""A process that makes a long report, for the test that kills it."""

import asyncio
import sys

from core.reports.making import Maker
from core.reports.printers.printing import Job
from tests.core.reports.test_making import slowly

if __name__ == "__main__":
    asyncio.run(Maker(slowly).make(Job(sys.argv[1], 2023)))
