"""A whole run: a design and a folder become a dataset. What ``synthgen render`` and the Python API call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synthgen.dataset.folder import (
    DatasetFolder,
    check_strangers,
    disk_errors,
    open_dataset,
    read_facts,
    whole_clips,
)
from synthgen.dataset.freeze import check_extension
from synthgen.dataset.manifest import Record
from synthgen.design import Design, Inputs, expand, resolve
from synthgen.engines.job import Job, Renderer, check_signals, common_records, input_copies
from synthgen.engines.local import Crew, LocalRenderer, Stopped
from synthgen.engines.ownrenderer import own_renderer
from synthgen.engines.plan import Only, Plan, default_workers, make_plan, select
from synthgen.engines.progress import Progress, size
from synthgen.errors import RunError
from synthgen.files import free_bytes
from synthgen.layout import DESIGN
from synthgen.render.backdrop import pictures
from synthgen.render.surroundings import panoramafile
from synthgen.scene.userfiles import user_files

if TYPE_CHECKING:
    from synthgen.assets import AssetRecord
    from synthgen.scene.spec import SceneSpec


@dataclass(frozen=True)
class Summary:
    """How a run ended. ``rendered`` clips are new, made by ``workers`` processes; ``done`` of ``declared`` are on disk,
    ``bytes`` long."""

    root: Path
    declared: int
    done: int
    rendered: int
    frames: int
    bytes: int
    seconds: float
    root_hash: str
    preview: Path | None
    workers: int


def render_design(
    design: Design,
    out: str | Path,
    *,
    only: Only | None = None,
    limit: int | None = None,
    workers: int | None = None,
    quiet: bool = False,
    renderer: LocalRenderer | None = None,
) -> Summary:
    """Render what is missing of a design into a dataset folder and return how it went.

    Clips already there are kept; the same call after an interruption goes on. Another ``renderer`` than this program's
    own may draw. Raises InputError before anything is rendered, RunError (``Stopped`` on Ctrl-C) afterwards; either way
    the folder holds whole clips only.
    """
    renderer, root = renderer or own_renderer(), Path(out)
    with Crew(renderer) as crew:
        inputs = resolve(design)
        units = expand(design, inputs)
        select(units, only or {})  # a glob that matches nothing is refused before anything is written
        found = find_sources(design, inputs, renderer)
        common = tuple(record.id for record in found.common)
        job = Job(design, root.absolute(), renderer, input_copies(inputs), common)
        with open_dataset(
            root, design, inputs, assets=found.assets, unknown=found.unknown, sources=renderer.sources
        ) as folder:
            with disk_errors(root):
                whole = folder.done({cell.clip for unit in units for cell in unit.cells})
            workers = workers or default_workers()
            plan = make_plan(design, units, only=only or {}, done=set(whole), limit=limit, workers=workers)
            check_space(root, plan)
            progress = Progress(plan.clips, quiet=quiet)
            try:
                _note_unknown(found.unknown, progress)
                if plan.units:
                    whole |= _render_units(crew, job, folder, plan, progress)
            finally:
                progress.close()
            with disk_errors(root):
                return _finish(folder, plan, progress, whole)


def plan_design(
    design: Design, out: str | Path, *, only: Only | None = None, limit: int | None = None, workers: int | None = None
) -> Plan:
    """Return what ``render_design`` would do, without touching the folder. Raises InputError as it would.

    The assets are fetched if they are not there yet.
    """
    root = Path(out)
    if root.is_dir():
        check_strangers(root)
    inputs = resolve(design)
    units = expand(design, inputs)
    find_sources(design, inputs, own_renderer())
    done: set[str] = set()
    if (root / DESIGN).exists():
        check_extension(root, design, inputs, facts=read_facts(root))
        done = set(whole_clips(root, {cell.clip for unit in units for cell in unit.cells}))
    return make_plan(design, units, only=only or {}, done=done, limit=limit, workers=workers or default_workers())


@dataclass(frozen=True)
class Sources:
    """What a design's clips are made from: asset records, the first of them ``common`` to all models, and by model the
    modifiers that no asset has a target for."""

    assets: tuple[AssetRecord, ...]
    common: tuple[AssetRecord, ...]
    unknown: Mapping[str, tuple[str, ...]]


def find_sources(design: Design, inputs: Inputs, renderer: Renderer) -> Sources:
    """Bring the assets if need be, and return those a design uses.

    Raises InputError for an AU that the design's basis cannot play; RunError where the assets cannot be had.
    """
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.human.body import target_weights
    from synthgen.human.imported import NOTHING, choose

    assets = load_assets()
    check_signals(inputs, load_basis(design.au_basis, assets))
    common = common_records(renderer, assets, design.au_basis)
    used = {record.id: record for record in common}
    unknown = {}
    for model in inputs.models:
        choice = choose(model, assets) if design.looks.imported else NOTHING
        used |= {record.id: record for record in choice.records}
        weights, missing = target_weights(model.modifiers, assets)
        if missing or choice.missing:
            unknown[model.id] = (*missing, *choice.missing)
        for path in weights:
            if path.startswith("imported/"):
                record = assets.imported_record(path)
                used[record.id] = record
    used |= {record.id: record for scene in design.scenes for record in shown_files(scene)}
    return Sources(tuple(used.values()), common, unknown)


def shown_files(scene: SceneSpec) -> list[AssetRecord]:
    """Return the records of the user's files that a scene may show. Raises InputError for one that cannot be shown."""
    records = []
    for group, endings, check in (
        (pictures.GROUP, pictures.ENDINGS, pictures.check_picture),
        (panoramafile.GROUP, panoramafile.ENDINGS, panoramafile.check_panorama),
    ):
        if group in scene.paths:
            files = user_files(scene, group, endings)
            for file in files:
                check(file)
            records += [file.record() for file in files]
    return records


def check_space(root: Path, plan: Plan) -> None:
    """Raise RunError where the disk has not the space that a plan needs."""
    free = free_bytes(root)
    if plan.bytes > free:
        raise RunError(
            f"The disk under {root} has {size(free)} free; the {plan.clips} clips of this run need about "
            f"{size(plan.bytes)}. Free some space, choose another --out, or render less (--only, --limit, --size)."
        )


def _note_unknown(unknown: Mapping[str, tuple[str, ...]], progress: Progress) -> None:
    for name, missing in unknown.items():
        shown = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        progress.note(f"model {name}: not at hand: {shown}")


def _render_units(crew: Crew, job: Job, folder: DatasetFolder, plan: Plan, progress: Progress) -> dict[str, Record]:
    """Run a plan's units and append their records; return them, shortened, by clip."""
    made: dict[str, Record] = {}
    with disk_errors(folder.root):
        manifest = folder.append()

    def on_clip(record: Record) -> None:
        with disk_errors(folder.root):
            manifest.append(record)
        made[record["clip"]] = {"path": record["path"], "bytes": record["bytes"]}
        progress.clip(record["frames"])

    try:
        crew.render(plan.units, job, workers=plan.workers, on_clip=on_clip)
    except Stopped:
        raise Stopped(
            f"Stopped: {plan.done + len(made)} of {plan.selected} clips are whole in {folder.root}. "
            "Give the same command to go on."
        ) from None
    finally:
        manifest.close()
    return made


def _finish(folder: DatasetFolder, plan: Plan, progress: Progress, whole: dict[str, Record]) -> Summary:
    from synthgen.dataset.preview import write_preview

    root_hash = folder.finish(declared=plan.declared, done=len(whole))
    preview = write_preview(folder) if whole else None
    return Summary(
        root=folder.root,
        declared=plan.declared,
        done=len(whole),
        rendered=progress.done,
        frames=progress.frames,
        bytes=sum(record["bytes"] for record in whole.values()),
        seconds=progress.seconds,
        root_hash=root_hash,
        preview=preview,
        workers=plan.workers,
    )
