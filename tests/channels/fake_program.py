"""A program of a fake stack, standard library only so that it starts quickly: `fake_program.py PORT [FAULT…]`.

Faults: `deaf` ignores SIGTERM, `late` becomes ready after a second, `child` starts a grandchild, `broken` ends at once.
"""

from __future__ import annotations

import http.server
import signal
import subprocess
import sys
import time


class Handler(http.server.BaseHTTPRequestHandler):
    ready_at = 0.0

    def do_GET(self) -> None:
        self.send_response(200 if time.monotonic() >= self.ready_at else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(port: int, faults: list[str]) -> None:
    print("bắt đầu", flush=True)
    if "broken" in faults:
        sys.exit(7)
    if "deaf" in faults:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "child" in faults:
        subprocess.Popen(["sleep", "300", "0", f"0.{port}"])
    Handler.ready_at = time.monotonic() + ("late" in faults)
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
