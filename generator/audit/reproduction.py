"""Rendering cells again: the one check that no forger can pass who cannot render."""

from __future__ import annotations

import random
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthgen.audit.check import Check, Context, Outcome, conclude, skip
from synthgen.dataset.manifest import Record
from synthgen.errors import InputError, RunError
from synthgen.home import need_temporary
from synthgen.reader.declared import Declared
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import read_record
from synthgen.reader.tree import Tree

#: what depends on the encoder that is installed, and when a clip was made
_ENCODER = ("encoder", "bytes", "sha256_file", "sha256_decoded")
_WHEN = "created"


@dataclass(frozen=True)
class Reproduction:
    """How many cells were ``asked`` to be rendered again, chosen by ``seed``; how many of ``clips`` came out so."""

    asked: int
    seed: int
    same: int = 0
    different: int = 0
    clips: tuple[str, ...] = ()


def rerender(
    tree: Tree,
    entries: Sequence[Entry],
    declared: Declared,
    descriptor: Descriptor,
    *,
    count: int,
    seed: int,
    workers: int,
) -> tuple[list[Finding], Reproduction]:
    """Render ``count`` cells again, chosen by a seed that the dataset's maker could not foresee, and compare records.

    Frames are compared before encoding, to the bit; all else that a record says is compared too, but what depends on
    the encoder only where the same one is installed. Raises KeyboardInterrupt where somebody asked to stop.
    """
    able = [entry for entry in entries if entry.clip in declared.cells]
    chosen = {entry.clip: entry for entry in random.Random(seed).sample(able, min(count, len(able)))}
    from synthgen.engines.local import Stopped

    why = _impossible(declared, descriptor, list(chosen.values()))
    if why is None:
        try:
            made = _render(declared, set(chosen), workers)
        except Stopped:  # the audit stops, whatever of it was on
            raise KeyboardInterrupt from None
        except (InputError, RunError) as error:
            why = str(error)
    if why is not None:
        return [found("rerender-impossible", why)], Reproduction(count, seed)
    findings = []
    for clip, entry in chosen.items():
        wrong = _differences(read_record(tree, entry), made[clip])
        if wrong:
            code = "rerender-differs" if "sha256_frames" in wrong else "rerender-record"
            message = f"{clip}, rendered again, differs in {', '.join(wrong)}"
            findings.append(found(code, message, clip=clip, path=entry.path))
    same = len(chosen) - len(findings)
    return findings, Reproduction(count, seed, same, len(findings), tuple(sorted(chosen)))


def _impossible(declared: Declared, descriptor: Descriptor, entries: Sequence[Entry]) -> str | None:
    """Return why cells cannot be rendered again here, None where they can."""
    from synthgen.engines.ownrenderer import own_renderer
    from synthgen.engines.run import find_sources

    if declared.design is None or declared.inputs is None or not entries:
        return "there is no cell whose design and inputs can be read"
    makers = {(entry.renderer["name"], entry.renderer["version"], entry.renderer["sources"]) for entry in entries}
    renderer = own_renderer()
    ours = (renderer.name, renderer.version, renderer.sources)
    other = sorted(makers - {ours})
    if other:
        shown = "; ".join(" ".join(maker) for maker in other)
        return f"the clips were made by {shown}; this is {' '.join(ours)}"
    try:
        used = find_sources(declared.design, declared.inputs, renderer).assets
        at_hand = {record.id: record.sha256 for record in used}
    except (InputError, RunError) as error:
        return str(error)
    for name in sorted({name for entry in entries for name in entry.assets}):
        if at_hand.get(name) != descriptor.assets.get(name, {}).get("sha256"):
            return f"the asset {name} is not at hand as it was"
    return None


def _render(declared: Declared, clips: set[str], workers: int) -> Mapping[str, Record]:
    """Render cells of a dataset's design and return their records."""
    from synthgen.assets import load_assets
    from synthgen.design import expand
    from synthgen.engines.job import Job, common_records
    from synthgen.engines.local import Crew
    from synthgen.engines.ownrenderer import own_renderer
    from synthgen.engines.plan import keep_cells

    assert declared.design is not None and declared.inputs is not None
    design, renderer = declared.design, own_renderer()
    units = keep_cells(expand(design, declared.inputs), lambda cell: cell.clip in clips)
    common = tuple(record.id for record in common_records(renderer, load_assets(), design.au_basis))
    made: dict[str, Record] = {}
    with tempfile.TemporaryDirectory(prefix="synthgen-audit-", dir=need_temporary()) as folder, Crew(renderer) as crew:
        job = Job(design, Path(folder), renderer, declared.paths, common)
        crew.render(units, job, workers=workers, on_clip=lambda record: made.update({record["clip"]: record}))
    return made


def _differences(theirs: Record, ours: Record) -> list[str]:
    """Return the fields in which two records of a cell differ, but those that may."""
    skipped = {_WHEN, *(() if theirs["encoder"] == ours["encoder"] else _ENCODER)}
    return sorted(key for key in theirs.keys() | ours.keys() if key not in skipped and theirs.get(key) != ours.get(key))


def _check(context: Context) -> Outcome[Reproduction | None]:
    evidence, options = context.evidence, context.options
    if not options.rerender:
        return skip("no cell was rendered again; --rerender N does", None)
    findings, again = rerender(
        evidence.tree,
        evidence.entries,
        evidence.declared,
        evidence.descriptor,
        count=options.rerender,
        seed=secrets.randbits(32) if options.seed is None else options.seed,
        workers=evidence.workers,
    )
    did = f"{again.same} of {again.asked} cells rendered again are the same to the bit"
    return conclude(findings, did, again)


REPRODUCTION = Check("reproduction", _check)
