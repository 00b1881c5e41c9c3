"""DATASHEET.md: the questions of "Datasheets for Datasets" (Gebru et al. 2021), answered from an audit's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synthgen.dataset import factors
from synthgen.publish import croissant_rai as rai
from synthgen.publish import words
from synthgen.publish.publication import Publication
from synthgen.publish.words import markdown as md

if TYPE_CHECKING:
    from synthgen.audit.balance import Distribution, Table
    from synthgen.audit.report import Report

#: what the program cannot know, and the publisher has not said
_UNSAID = "Not stated by the publisher."
#: rows of a table, and findings, that are shown
_MOST = 60

Section = Mapping[str, str]


def datasheet(report: Report, publication: Publication) -> str:
    """Return the datasheet as Markdown. ``report`` is an audit's; its text is escaped."""
    data = report.dataset
    sections = {
        "Motivation": _motivation(publication),
        "Composition": _composition(report),
        "Collection process": _collection(report),
        "Preprocessing, cleaning, labelling": _preprocessing(report),
        "Uses": _uses(),
        "Distribution": _distribution(report, publication),
        "Maintenance": _maintenance(report, publication),
    }
    lines = [
        f"# {md(publication.title or data.name, longest=200)}: datasheet",
        "",
        f"Written by `synthgen describe` from an audit's numbers: {md(words.audit_line(report))}. The questions are "
        "those of Gebru et al., *Datasheets for Datasets*, Communications of the ACM 64(12), 2021.",
    ]
    for title, answers in sections.items():
        lines += ["", f"## {title}"]
        for question, answer in answers.items():
            lines += ["", f"**{question}**", "", answer]
    return "\n".join(lines) + "\n"


def _motivation(publication: Publication) -> Section:
    who = ", ".join(md(author.name) for author in publication.authors)
    return {
        "For what purpose was the dataset created?": md(publication.purpose) if publication.purpose else _UNSAID,
        "Who created it, and on behalf of whom?": f"{who}." if who else _UNSAID,
        "Who funded it?": _UNSAID,
    }


def _composition(report: Report) -> Section:
    cells = report.coverage.cells
    whole = cells.missing == 0 == cells.undeclared
    sample = (
        f"It is whole: the design declares {words.number(cells.declared)} combinations of a person, a signal and an "
        "angle, and there is one clip of each, and no other. The people are themselves a choice, and no sample of any "
        "population."
        if whole
        else f"No. {md(rai.missing(report))}"
    )
    return {
        "What do the instances represent? How many are there?": (
            f"Each is a video of one simulated person playing one social signal, seen from one angle: "
            f"{md(words.design_line(report))}."
        ),
        "Does it contain all possible instances, or is it a sample?": sample,
        "What data does each instance consist of?": (
            f"A clip ({md(words.picture_line(report))}) and a record: declared demographics and look of the model; the "
            "signal, its emotion and the peaks of its action units; onset, apex and offset; the camera; the outline of "
            "the face in every frame; hashes of file, frames and decoded frames; licences. `manifest.csv` has the same "
            "in a flat table."
        ),
        "Is there a label or target?": md(rai.annotation()),
        "Is any information missing?": md(rai.missing(report)),
        "Which groups are there, and how large?": _groups(report),
        "How even are they?": _evenness(report),
        "Are relationships between instances explicit?": (
            "Yes: clips of one person have the same `model`, clips of one signal the same `signal`. Clips of one "
            "person are not independent; splits that people may not cross keep them together."
        ),
        "Are there recommended splits?": _splits(report),
        "Are there errors, sources of noise, or redundancies?": _errors(report),
        "Is it self-contained?": (
            "Yes. The design and every model, animation and angle that it was made from are under `inputs/`. Making it "
            "again takes the version of synthgen that the records name, and the assets that `dataset.json` lists."
        ),
        "Does it contain confidential or offensive data?": (
            "Nothing confidential is known to be in it. Faces show signals of the emotions below; nothing else is "
            f"shown, and nothing is said. {_levels(report, 'emotion')}"
        ),
        "Does it relate to people? Can individuals be identified?": md(f"{words.SYNTHETIC} {words.LIKENESS}"),
        "Does it contain sensitive data?": md(words.DECLARED),
    }


def _levels(report: Report, name: str) -> str:
    factor = words.factors(report).get(name)
    return f"Clips by {name}: {md(words.levels_line(factor))}." if factor else ""


def _groups(report: Report) -> str:
    """Return a table of every factor's levels: clips, people, and the bootstrap interval of the people's share."""
    rows = ["| factor | level | clips | people | 95 % interval of the share of people |", "|---|---|---|---|---|"]
    for name, factor in words.factors(report).items():
        levels = factor.levels
        for place, level in enumerate(levels[:_MOST]):
            people = words.number(factor.people[place]) if factor.people else ""
            share = _interval(factor, place)
            cells = (md(factors.title(name)), md(level, longest=80), words.number(factor.clips[place]))
            rows.append(f"| {' | '.join(cells)} | {people} | {share} |")
        if len(levels) > _MOST:
            rows.append(f"| {md(factors.title(name))} | {len(levels) - _MOST} more levels | | | |")
    return (
        "\n".join(rows)
        + f"\n\nAges: {md(words.ages_line(report))}. The interval is what drawing as many people again from those in "
        "the dataset would give; it says how little so few people tell of a population."
    )


def _interval(factor: Distribution, place: int) -> str:
    if not factor.interval:
        return ""
    low, high = factor.interval[place]
    return f"{100 * low:.0f}–{100 * high:.0f} %"


def _evenness(report: Report) -> str:
    lines = [
        f"- {md(factors.title(name))}: {words.evenness_line(factor)}" for name, factor in words.factors(report).items()
    ]
    tables = [table for table in report.coverage.tables if table.count == "clips"]
    # a signal has one emotion: that table is half empty by its nature
    pairs = [table for table in tables if len(table.factors) == 2 and set(table.factors) != {"emotion", "signal"}]
    if pairs:
        empty = [table for table in pairs if table.empty]
        lines.append(
            f"- of {len(pairs)} tables of two factors, {len(empty)} have combinations without a clip"
            + (f": {md('; '.join(_pair(table) for table in empty[:12]))}" if empty else "")
            + (f"; and {len(empty) - 12} more" if len(empty) > 12 else "")
        )
    return "\n".join(lines) + f"\n\n{md(words.leak_line(report))}"


def _pair(table: Table) -> str:
    names = " × ".join(factors.title(name) for name in table.factors)
    return f"{names} ({table.empty} of {table.cells})"


def _splits(report: Report) -> str:
    splits = report.coverage.splits
    if not splits:
        return (
            "None is in the dataset. Splits should keep people apart: `synthgen split` makes such ones, and the audit "
            "proves them."
        )
    lines = []
    for split in splits[:_MOST]:
        parts = [
            f"{md(part, longest=80)} {words.number(clips)} clips of {words.number(split.models.get(part, 0))} people"
            for part, clips in split.parts.items()
        ]
        lines.append(f"- {md(split.name, longest=80)} ({md(split.kind)}): {', '.join(parts[:_MOST])}")
    return "\n".join(lines) + "\n\nThey are under `splits/`; the audit makes each again from its own settings."


def _errors(report: Report) -> str:
    lines = [f"{md(words.audit_line(report))}.", ""]
    findings = report.findings
    for finding in findings[:_MOST]:
        lines.append(f"- {finding.severity}, `{finding.code}`: {md(finding.message, longest=400)}")
    if len(findings) > _MOST:
        lines.append(f"- … and {len(findings) - _MOST} more: `synthgen audit` lists them")
    if words.skipped_checks(report):
        lines += [*([""] if findings else []), "Not checked:", ""]
        lines += [f"- {md(line)}" for line in words.skipped_checks(report)]
    return "\n".join(lines).strip()


def _collection(report: Report) -> Section:
    data = report.dataset
    return {
        "How was the data acquired?": (
            f"It was rendered by synthgen {md(data.synthgen)} ({md('; '.join(data.renderers))}). "
            f"{md(rai.raw_data(report))}"
        ),
        "What was the sampling strategy?": (
            "None: every combination that the design declares is to be there. What is drawn by lot, such as hair, eyes "
            f"and clothes, follows from the design's seed ({md(data.seed)}) and stands in each record."
        ),
        "Who was involved, and how were they compensated?": "Nobody was filmed, and nobody labelled anything.",
        "Over what time?": f"From {md(data.created)} to {md(data.finished)}.",
        "Was there an ethical review?": (
            f"{_UNSAID} No person took part, so that none had to be informed or to consent."
        ),
    }


def _preprocessing(report: Report) -> Section:
    return {
        "Was the data preprocessed, cleaned or labelled?": md(rai.preprocessing(report)),
        "Is the raw data there, too?": (
            "There is none but the inputs, which are under `inputs/`. `sha256_frames` of each record is the hash of "
            "the frames before encoding; the same version of synthgen gives them back to the bit."
        ),
        "Is the software available?": (
            f"synthgen {md(report.dataset.synthgen)}; the records name the renderer with a hash of its sources, "
            "and the encoder."
        ),
    }


def _uses() -> Section:
    return {
        "Has it been used for any tasks already?": _UNSAID,
        "What could it be used for?": _bullets(rai.USES),
        "What should it not be used for?": _bullets(rai.NO_USES),
        "Is there anything that might affect future uses?": md(rai.social_impact()),
    }


def _distribution(report: Report, publication: Publication) -> Section:
    assets = report.coverage.licences
    rows = ["| asset | licence | clips | source |", "|---|---|---|---|"]
    rows += [
        f"| {md(one.id)} | {md(one.spdx or 'none')} | {words.number(one.clips)} | {md(one.source)} |"
        for one in assets[:_MOST]
    ]
    where = [f"<{publication.url}>" if publication.url else "", f"DOI {md(publication.doi)}" if publication.doi else ""]
    day = f"{publication.published.isoformat()}." if publication.published else _UNSAID
    return {
        "Where is it distributed?": ", ".join(filter(None, where)) + "." if any(where) else _UNSAID,
        "When was it published?": day,
        "Under which licence?": (
            f"{md(report.dataset.licence)}: what follows from the assets that it is made from, all of whose "
            "licences hold.\n\n" + "\n".join(rows)
        ),
        "Do export controls or other restrictions apply?": _UNSAID,
    }


def _maintenance(report: Report, publication: Publication) -> Section:
    reachable = [f"{md(author.name)}, {md(author.mail)}" for author in publication.authors if author.mail]
    return {
        "Who maintains it, and how can they be reached?": "; ".join(reachable) + "." if reachable else _UNSAID,
        "How are versions told apart?": (
            f"This is version {publication.version}. Its Merkle root over all records is "
            f"`{words.plain(report.dataset.root_hash)}`: another root is another dataset."
        ),
        "Will it be updated?": _UNSAID,
        "Can others extend it?": (
            "Yes: `synthgen render` adds people, signals and angles to a design in place, and leaves the clips that "
            "there are as they are. The root changes, and the documents and a signature have to be made anew."
        ),
    }


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line}" for line in lines)
