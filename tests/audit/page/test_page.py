"""The page as text: it is one file, needs nothing from anywhere, and no text of a dataset becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import synthgen.audit.page
from synthgen.audit.licences import AssetUse
from synthgen.audit.page.page import page_html
from synthgen.audit.page.wall import Wall
from synthgen.audit.pixels.summary import PixelSummary, PixelTable
from synthgen.audit.report import Extent, JudgedBy
from synthgen.audit.reproduction import Reproduction
from synthgen.audit.signature import SignatureSummary

pytestmark = pytest.mark.slow

NOBODY = Wall((), 0)
HOSTILE = '<img src=x onerror="window.pwned=1">\'"&</script><script>window.pwned=2</script>\u2028\u202e\ud800'


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.sources: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag if tag in self.sources else ""

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.sources[self._open].append(data)
        else:
            self.text += data


@pytest.fixture(scope="module")
def clean_page(rows_of: Callable, report_of: Callable, wall_of: Callable) -> Elements:
    rows = rows_of(8)
    return Elements(page_html(report_of(rows), wall_of(rows)))


def test_nothing_is_loaded_and_nothing_runs_but_the_pages_own_script(clean_page: Elements) -> None:
    addresses = [
        value
        for _, attributes in clean_page.elements
        for name, value in attributes.items()
        if name in ("src", "href", "action", "srcset", "data", "xlink:href") and value is not None
    ]
    assert len(addresses) > 20
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not [(tag, name) for tag, attributes in clean_page.elements for name in attributes if name.startswith("on")]
    assert not [tag for tag, attributes in clean_page.elements if "style" in attributes]
    assert not re.search(r"@import|url\(", clean_page.sources["style"][0])


def test_the_security_policy_names_this_style_and_this_script(clean_page: Elements) -> None:
    policy = next(
        attributes["content"]
        for tag, attributes in clean_page.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None and "default-src 'none'" in policy and "unsafe" not in policy
    for source in (clean_page.sources["style"][0], clean_page.sources["script"][1]):
        assert base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() in policy


def test_every_link_within_the_page_leads_somewhere(clean_page: Elements) -> None:
    names = [attributes["id"] for _, attributes in clean_page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    links = {attributes["href"] for tag, attributes in clean_page.elements if tag == "a"}
    assert {f"#{name}" for name in names} >= links


def test_hostile_text_stays_text(rows_of: Callable, report_of: Callable, finding: Callable, wall_of: Callable) -> None:
    rows = rows_of(4, signals={HOSTILE: HOSTILE, "nod": None}, angles=[HOSTILE])
    for row in rows:
        row.model["id"] = row.model["id"] + HOSTILE
        row.model["ethnicity"] = HOSTILE
    report = report_of(rows, [finding("clip-altered", "error", HOSTILE, clip=HOSTILE, path=HOSTILE)], name=HOSTILE)
    keys = ("description", "licence", "codec", "root_hash", "au_basis")
    audit, coverage = report.audit, report.coverage
    tables = (PixelTable(HOSTILE, (HOSTILE,), ((HOSTILE,),)),)
    report = replace(
        report,
        dataset=replace(report.dataset, **dict.fromkeys(keys, HOSTILE)),
        audit=replace(
            audit,
            policy=JudgedBy(HOSTILE, HOSTILE, "error", HOSTILE),
            checks=(replace(audit.checks[0], did=HOSTILE), *audit.checks[1:]),
        ),
        coverage=replace(
            coverage,
            licences=(AssetUse(HOSTILE, HOSTILE, HOSTILE, "", 1),),
            splits=(replace(coverage.splits[0], name=HOSTILE, kind=HOSTILE),),
            pixels=PixelSummary(0, 0, {}, (), (), (), tables),
            signature=SignatureSummary((HOSTILE,), None, 1, 0, HOSTILE, None),
        ),
    )
    page = page_html(report, wall_of(rows))
    page.encode()  # half a surrogate pair cannot be written
    parsed = Elements(page)
    tags = {tag for tag, _ in parsed.elements}
    assert "img" not in tags and len(parsed.sources["script"]) == 2
    assert parsed.text.count("<img src=x") > 15  # it is shown, as text
    json.loads(parsed.sources["script"][0])
    assert "\u2028" not in parsed.sources["script"][0]


def test_a_hundred_thousand_records_and_findings_stay_below_ten_megabytes(
    rows_of: Callable, report_of: Callable, finding: Callable, wall_of: Callable
) -> None:
    signals = {f"signal_{number}": ("anger", "joy", None)[number % 3] for number in range(10)}
    rows = rows_of(1000, signals=signals, angles=[f"angle_{number}" for number in range(10)])
    assert len(rows) == 100_000
    findings = [finding("clip-altered", "error", f"message {row.clip} " * 4, clip=row.clip) for row in rows]
    page = page_html(report_of(rows, findings), NOBODY)
    assert len(page.encode()) < 3_000_000
    parsed = Elements(page)
    assert len(parsed.sources["script"][0]) < 1_000_000
    assert "and 99,950 more in coverage.json" in parsed.text


def test_findings_come_with_meaning_number_and_remedy(
    rows_of: Callable, report_of: Callable, finding: Callable
) -> None:
    rows = rows_of(2)
    findings = [finding("csv-missing", "warning", "there is none", path="manifest.csv")]
    findings += [finding("clip-altered", "error", f"another file {k}", clip=rows[k].clip) for k in range(7)]
    text = Elements(page_html(report_of(rows, findings), NOBODY)).text
    assert "1 kind of fault, in 7 of 30 clips." in text
    assert text.index("clip-altered") < text.index("csv-missing")  # errors first
    for words in ("A clip's file is another one, and its pictures are too.", "7 findings in 7 clips", "another file 6"):
        assert words in text
    assert "Mend it." in text


def test_what_was_not_checked_is_said(rows_of: Callable, report_of: Callable) -> None:
    rows = rows_of(2)
    report = report_of(rows)
    text = Elements(page_html(report, NOBODY)).text
    assert "The 30 clips that made-up declares are there and unaltered since their records were written" in text
    assert "– not checked" in text and "The pictures were not looked at" in text and "The dataset is not signed" in text
    options = replace(report.audit.options, records_only=True)
    text = Elements(page_html(replace(report, audit=replace(report.audit, options=options)), NOBODY)).text
    assert "unaltered since" not in text and "No clip was opened" in text and "--records-only" in text


def test_an_empty_dataset_has_a_page(report_of: Callable, finding: Callable) -> None:
    report = report_of([], [finding("cell-missing", "error", "all of it", clip="a__b__c")])
    nothing = {"size": None, "fps": (), "renderers": (), "name": "", "description": "", "synthgen": ""}
    nothing |= dict.fromkeys(("seed", "codec", "licence", "au_basis", "created", "finished"))
    report = replace(report, dataset=replace(report.dataset, **nothing))
    assert "Fail" in Elements(page_html(report, NOBODY)).text


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours #rrggbb by WCAG 2.2, 1–21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    style = (Path(synthgen.audit.page.__file__).parent / "web" / "style.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.S)
    assert len(blocks) == 3  # light, dark, print
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize("number", range(3))
def test_text_has_the_contrast_that_wcag_aa_asks_for(number: int) -> None:
    palette = palettes()[number]
    pairs = [
        (name, ground) for name in ("ink", "faint", "accent", "pass", "fail", "warn") for ground in ("paper", "raised")
    ]
    pairs += [("low", f"q{shade}") for shade in range(1, 5)] + [("high", f"q{shade}") for shade in range(5, 8)]
    weak = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert contrast(palette["strong"], palette["paper"]) >= 3  # borders of controls
    assert contrast(palette["bar"], palette["paper"]) >= 3


def test_a_text_cannot_swell_the_page(rows_of: Callable, report_of: Callable, finding: Callable) -> None:
    rows = rows_of(2)
    long: Any = "x" * 5_000_000
    report = report_of(rows, [finding("clip-altered", "error", long, clip=rows[0].clip)], name=long)
    report = replace(report, dataset=replace(report.dataset, description=long))
    assert len(page_html(report, NOBODY)) < 400_000


def test_signature_and_rendering_again_are_told(rows_of: Callable, report_of: Callable) -> None:
    rows = rows_of(2)
    report = report_of(rows)
    signature = SignatureSummary(("5f3a",), True, 9, 0, "2026-11-27T12:00:00+00:00", len(rows))
    again = Reproduction(asked=20, seed=7, same=19, different=1)
    report = replace(
        report,
        coverage=replace(report.coverage, signature=signature, rerender=again),
        audit=replace(report.audit, options=Extent(full=True, records_only=False, rerender=20)),
    )
    text = Elements(page_html(report, NOBODY)).text
    assert "Signed 27 November 2026, 12:00 UTC of 9 files, with 5f3a, which is trusted; nothing changed since." in text
    assert "20 cells: 19 the same to the bit, 1 not." in text
    assert "synthgen audit DATASET --full --rerender 20 --rerender-seed 7" in text
    assert "not signed" not in text and "No cell was rendered again" not in text


def test_a_signature_that_does_not_hold_is_none(rows_of: Callable, report_of: Callable, finding: Callable) -> None:
    rows = rows_of(2)
    report = report_of(rows, [finding("signature-invalid", "error", "is of another key", path="signature.json")])
    text = Elements(page_html(report, NOBODY)).text
    assert "not signed" not in text and "There is one, and it does not hold" in text


def test_a_real_audit_writes_its_page(clean: Path, tmp_path: Path) -> None:
    from synthgen.audit.run import audit_dataset

    audit_dataset(clean, workers=1).write(tmp_path)
    page = (tmp_path / "coverage.html").read_text(encoding="utf-8")
    text = Elements(page).text
    assert "The 12 clips that tiny declares are there and unaltered since their records were written" in text
    assert page.count('href="data:image/jpeg;base64,') == 2
    assert (tmp_path / "coverage.md").read_text(encoding="utf-8").startswith("# Audit of tiny: pass")
