"""The report as one HTML file that opens offline: all that it shows, and all that it counts with, is in it."""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.audit.page import coverage, provenance
from synthgen.audit.page.embed import json_in_html, payload
from synthgen.audit.page.groups import MOST_LISTED, Group, group_findings
from synthgen.audit.page.index import Index, make_index, point
from synthgen.audit.page.summary import (
    GLOSSARY,
    MARKS,
    SEVERITY_MARKS,
    STAGES,
    STATUSES,
    caveats,
    command,
    facts,
    tally,
    verdict_sentence,
)
from synthgen.audit.page.units import duration, moment, several, text, whole
from synthgen.audit.page.wall import Tile, Wall
from synthgen.audit.skin import Skin
from synthgen.dataset.factors import NONE
from synthgen.human.demographics import UNDECLARED
from synthgen.human.tonescale import scale_of, tone_name

if TYPE_CHECKING:
    from jinja2 import Template

    from synthgen.audit.report import Report
    from synthgen.reader.entry import Part

_WEB = Path(__file__).with_name("web")
_SCRIPTS = ("count.js", "draw.js", "controls.js")
#: findings of a kind that are in sight from the beginning
_MOST_SHOWN = 5
#: rows of the table of people; coverage.json has them all
_MOST_PEOPLE = 200
#: milliseconds that a picture of a strip is shown
_QUICKEST, _SLOWEST = 40, 400
_CONTENTS = (
    ("checked", "What was checked"),
    ("dataset", "The dataset"),
    ("findings", "Findings"),
    ("people", "People"),
    ("coverage", "Coverage"),
    ("balance", "Balance and leaks"),
    ("scenes", "Scenes"),
    ("hands", "Hands and things"),
    ("splits", "Splits"),
    ("pixels", "What the pictures show"),
    ("provenance", "Licences, signature"),
    ("policy", "The policy"),
    ("measures", "Measures"),
)


def page_html(report: Report, wall: Wall) -> str:
    """Return the report's page. Every text of the dataset is escaped, and none of it can load or run anything."""
    from markupsafe import Markup

    index = make_index(report)
    groups = group_findings(report.findings)
    pointers = point(index, report.findings)
    style = (_WEB / "style.css").read_text(encoding="utf-8")
    script = '"use strict";\n' + "\n".join((_WEB / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    pixels = provenance.pixel_tables(report)
    sections = (("pixels", pixels), ("scenes", report.coverage.scenes.factors), ("hands", report.coverage.hands.kinds))
    empty = {name for name, rows in sections if not rows}
    page = _template().render(
        csp=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(json_in_html(payload(index, pointers, [group.places for group in groups]))),
        contents=[entry for entry in _CONTENTS if entry[0] not in empty],
        title=text(report.dataset.name, most=120) or "a dataset",
        **_head(report),
        groups=[_finding_group(group) for group in groups],
        capped=any(len(group.places) > MOST_LISTED for group in groups),
        most_listed=MOST_LISTED,
        most_shown=_MOST_SHOWN,
        wall=wall,
        wall_says=_wall_says(wall),
        tiles=[_tile(tile, index) for tile in wall.tiles],
        people_says=several(len(index.people), "person", "people"),
        people=_people(report, index),
        filters=coverage.filters(index),
        **coverage.sections(report, index),
        **provenance.sections(report),
        pixels=pixels,
        command=command(report),
        glossary=GLOSSARY,
    )
    return page.encode("utf-8", "replace").decode()


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup, escape

    environment = Environment(
        loader=FileSystemLoader(_WEB), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["soft"] = lambda value: Markup(str(escape(value)).replace("_", "_<wbr>"))
    return environment.get_template("page.html")


def _policy(style: str, script: str) -> str:
    """Return the content security policy: this style and this script by their hashes, pictures within the page."""

    def sha256(source: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {sha256(style)}; script-src {sha256(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _head(report: Report) -> dict[str, Any]:
    audit = report.audit
    return {
        "verdict": report.verdict,
        "word": report.verdict.capitalize(),
        "sentence": _capital(verdict_sentence(report)),
        "tally": tally(report),
        "audit": {"synthgen": audit.synthgen, "created": moment(audit.created)},
        "checks": [
            {
                "status": check.status,
                "name": STAGES[check.stage],
                "mark": MARKS[check.status],
                "result": STATUSES[check.status],
                "did": text(check.did),
                "findings": whole(check.findings) if check.status != "skipped" else "–",
                "time": duration(check.seconds) if check.status != "skipped" else "–",
            }
            for check in audit.checks
        ],
        "unsaid": caveats(report),
        "facts": facts(report),
    }


def _finding_group(group: Group) -> dict[str, Any]:
    total = len(group.places)
    beyond = len(group.first) - _MOST_SHOWN
    return {
        "code": group.code,
        "severity": group.severity,
        "mark": SEVERITY_MARKS[group.severity],
        "means": group.means,
        "remedies": [text(remedy) for remedy in group.remedies],
        "total": whole(total),
        "clips": several(group.clips, "clip") if group.clips else "",
        "listed": f"{beyond} more" if total > len(group.first) else f"The other {beyond}",
        "noun": "finding" if total == 1 else "findings",
        "more": whole(total - len(group.first)) if total > len(group.first) else "",
        "first": [{"where": text(one.clip or one.path, most=300), "message": text(one.message)} for one in group.first],
    }


def _wall_says(wall: Wall) -> str:
    if len(wall.tiles) < wall.people:
        shown = f"{len(wall.tiles)} of {wall.people} people, chosen evenly over gender, ethnicity and skin tone"
    else:
        shown = f"All {wall.people} people" if wall.people != 1 else "The one person"
    return f"{shown}: one clip of each, as frontal as there is, decoded anew from the dataset for this page."


def _tile(tile: Tile, index: Index) -> dict[str, Any]:
    entry = tile.entry
    number = index.clips[entry.clip]
    place = int(index.row_person[number])
    person = {name: index.factor(name).levels[int(index.codes[name][place])] for name in ("gender", "ethnicity")}
    age, tone = entry.model.get("age"), entry.model.get("skin_tone")
    known = [*person.values(), text(age) if age is not None else "", _tone(entry.model, tone)]
    what = f"{text(entry.emotion, most=40)}: {text(entry.signal['id'], most=60)}, {text(entry.angle['id'], most=60)}"
    pace = 1000 * entry.frames / max(1.0, float(entry.fps)) / max(1, tile.frames)
    return {
        "place": place,
        "view": int(index.row_view[number]),
        "person": text(tile.person, most=80),
        "groups": ", ".join(text(part, most=60) for part in known if part),
        "what": what,
        "alt": f"{text(tile.person, most=80)}, frame {tile.frame}: {what}",
        "image": f"data:image/jpeg;base64,{base64.b64encode(tile.strip).decode()}" if tile.strip else "",
        "frames": tile.frames,
        "width": tile.width,
        "height": tile.height,
        "still": tile.still,
        "pace": round(min(_SLOWEST, max(_QUICKEST, pace))),
        "problem": text(tile.problem, most=120),
    }


def _tone(model: Part, tone: Any) -> str:
    return f"skin tone {text(tone_name(tone, scale_of(model)))}" if tone is not None else ""


def _people(report: Report, index: Index) -> dict[str, Any]:
    """Return the table of people, the first of them."""
    people = report.coverage.people
    places = {person: number for number, person in enumerate(index.people)}
    measures = [one.name for one in fields(Skin)] if any(person.measured for person in people) else []
    columns = ["model", "gender", "ethnicity", "age", "age band", "skin tone", "conditions", "clips"]
    rows = []
    for person in people[:_MOST_PEOPLE]:
        declared = (person.gender, person.ethnicity, person.age, person.age_band, person.tone_name)
        values = [text(person.id, most=80), *(text(value, most=80) or UNDECLARED for value in declared)]
        values += [text(person.conditions or NONE, most=120), whole(person.clips)]
        values += [text(getattr(person.measured, name, None)) for name in measures]
        rows.append({"place": places[person.id], "cells": values})
    more = len(people) - len(rows)
    return {
        "columns": [*columns, *(f"measured {name}" for name in measures)],
        "rows": rows,
        "more": whole(more) if more else "",
    }


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
