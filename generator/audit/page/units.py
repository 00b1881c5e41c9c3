"""Numbers and dataset's texts as a reader sees them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

#: characters of a text that the dataset gives: a longer one is cut, so that no dataset can swell its report
_LONGEST = 600
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: of a level, a model's or a signal's name
LONGEST_LEVEL = 80


def text(value: Any, *, most: int = _LONGEST) -> str:
    """Return any value as one line of text; nothing for None.

    >>> text(None), text("a\\nb"), text("abcdef", most=4), text([256, 256])
    ('', 'a b', 'abc…', '256, 256')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return decimal(value)
    if isinstance(value, (list, tuple)):
        return text(", ".join(text(item, most=most) for item in value[:50]), most=most)
    line = " ".join(str(value)[: 4 * most].split())
    return line if len(line) <= most else line[: most - 1] + "…"


def whole(value: int | None) -> str:
    """Return a count; thousands are set apart from ten thousand on.

    >>> whole(4536), whole(100000), whole(None)
    ('4536', '100,000', '–')
    """
    if value is None:
        return "–"
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


def decimal(value: float | None, digits: int = 4) -> str:
    """Return a measure with as many digits as say something; "–" for none.

    >>> decimal(0.0), decimal(0.12345678), decimal(1234.5678), decimal(None), decimal(1e-9), decimal(float("inf"))
    ('0', '0.1235', '1235', '–', '< 0.0001', '∞')
    """
    if value is None:
        return "–"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "-∞"
    if 0 < abs(value) < 0.5 * 10**-digits:
        return f"< {10**-digits:.{digits}f}"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0"


def percent(share: float) -> str:
    """Return a share 0–1 in per cent.

    >>> percent(0.5), percent(0.0417)
    ('50 %', '4.2 %')
    """
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def size(octets: int) -> str:
    """Return a number of bytes.

    >>> size(950), size(76_300_000)
    ('950 bytes', '76.3 MB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= factor:
            return f"{octets / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{octets} bytes"


def duration(seconds: float) -> str:
    """Return a time.

    >>> duration(4536), duration(1.25), duration(75)
    ('1 h 16 min', '1.2 s', '1 min 15 s')
    """
    if 0 < seconds < 0.05:
        return "< 0.1 s"
    if seconds < 60:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    minutes = round(seconds / 60)
    if seconds < 3600:
        return f"{int(seconds // 60)} min {round(seconds % 60)} s".replace(" 60 s", " 59 s")
    return f"{minutes // 60} h {minutes % 60} min"


def moment(value: Any) -> str:
    """Return a date and time, in UTC.

    >>> moment("2026-11-27T13:03:18+01:00"), moment("yesterday")
    ('27 November 2026, 12:03 UTC', 'yesterday')
    """
    try:
        when = datetime.fromisoformat(value).astimezone(timezone.utc)
    except (TypeError, ValueError, OverflowError):
        return text(value, most=60)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M} UTC"


def several(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> several(1, "clip"), several(0, "clip"), several(2, "person", "people")
    ('1 clip', '0 clips', '2 people')
    """
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"
