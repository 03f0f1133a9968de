"""A page of somebody else that holds the chat: its style breaks what it reaches, its policy allows only the chat."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator

HOSTILE = """
html { font-size: 4px; }
body { transform: translateY(10px); letter-spacing: 9px; line-height: 0.5; direction: rtl; }
* { all: unset !important; display: block !important; font: 6px fantasy !important; color: red !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; visibility: hidden !important;
    z-index: 2147483647 !important; direction: rtl !important;
    pointer-events: none !important; transform: rotate(3deg) !important; }
button, textarea, dialog, section, header, footer, .root, .shell, .panel, .launcher { display: none !important; }
:root { --ink: red; --line: red; --gap: 90px; --rem: 2px; --accent: yellow; --surface: red; }
"""
PLAIN = "body { font-family: sans-serif; }"
WATCH = """
window.before = Object.getOwnPropertyNames(window).length;
window.violations = [];
window.shortcuts = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
for (const kind of ["keydown", "keypress", "keyup"])
  document.addEventListener(kind, (event) => shortcuts.push(event.key));
"""


def markup(bot: str, attributes: str) -> str:
    inline = '<div><career-chat locale="en" province="20"></career-chat></div>' if "inline" in attributes else ""
    return f"""<!doctype html><html lang="vi"><head><title>Trường Mẫu</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/host.css"><script src="/host.js"></script>
<script src="{bot}/widget/v1.js" async {attributes}></script></head>
<body><main><h1>Trường Mẫu</h1><p>Trang của trường.</p><a href="/hoi" id="open" data-chat-ask>Hỏi</a>
<a href="/hoi" id="ask" data-chat-ask="nghề hàn"><b>Hỏi về hàn</b></a>
<a href="#" id="link">Liên kết</a>{inline}</main></body></html>"""


@contextlib.contextmanager
def host_page(bot: str, *, hostile: bool = False, attributes: str = "") -> Iterator[str]:
    """The address of such a page, whose origin is not the one of `bot`, the address of the chat's server."""
    files = {
        "/": ("text/html; charset=utf-8", markup(bot, attributes)),
        "/host.css": ("text/css", HOSTILE if hostile else PLAIN),
        "/host.js": ("text/javascript", WATCH),
    }
    policy = (
        f"default-src 'none'; script-src 'self' {bot}; connect-src {bot}; style-src 'self'; base-uri 'none';"
        " form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", ""))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()
