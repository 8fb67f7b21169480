"""Headers that every answer carries: what a page may load, and who may read what is sent."""

from __future__ import annotations

from typing import Final

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Content Security Policy 3: pages load from this server alone, and no script or style stands in
one. JSON-LD in a page is a data block, which no policy concerns (HTML, section 4.12.1)."""

HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Timing-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}
"""Everything may be read by everybody; where a reader goes from a page is told to nobody."""

STRICT_TRANSPORT: Final = ("Strict-Transport-Security", "max-age=31536000")
"""RFC 6797: for a year, this host by TLS alone. Sent only over TLS (section 7.2)."""
