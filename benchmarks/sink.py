"""An SMTP server that takes every letter and keeps none, in a process of its own.

It prints its port, and for each line on its standard input how many letters it has taken.
"""

from __future__ import annotations

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    """Counts what comes."""

    taken = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's word
        """Accept a letter and forget it."""
        self.taken += 1
        return "250 taken"


async def main() -> None:
    """Serve on any free port until the standard input ends."""
    sink, loop = Sink(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(sink.taken, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
