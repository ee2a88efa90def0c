"""An SMTP server that takes every letter and keeps none, in a process of its own; it prints its port."""

from __future__ import annotations

import asyncio

from aiosmtpd.smtp import SMTP


class Sink:
    """Takes whatever comes."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's word
        """Accept a letter and forget it."""
        return "250 taken"


async def main() -> None:
    """Serve on any free port until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
