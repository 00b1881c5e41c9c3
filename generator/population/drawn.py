"""Models that a design draws instead of naming them: drawn once, then kept in the cache.

What is drawn depends on the sample and on the code that draws and judges faces, so the cache is keyed by both; a
dataset's folder has the files themselves under inputs/, and needs neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from synthgen.backports import without_suffix
from synthgen.errors import InputError, RunError
from synthgen.human.mhm import Model
from synthgen.population.roster import Population, slots


@dataclass(frozen=True)
class Sample:
    """So many people of a population. Their models are called ``p<seed>_<name>``, unlike the suite's.

    ``quotas``: {gender: how many of them}, where that is said; they are the first of each in the population's order.
    """

    count: int
    population: Population
    quotas: Mapping[str, int] = field(default_factory=dict)


def sampled_models(sample: Sample) -> tuple[Model, ...]:
    """Return the models of a sample, sorted by id. Drawing takes half a second each; the second time none is drawn."""
    from synthgen.cache import cache_folder, lock, new_folder
    from synthgen.human.library import find_models

    folder = cache_folder() / "people"
    final = folder / _key(sample)
    if final.is_dir():
        return find_models([str(final)])
    try:
        files = dict(_draw(sample))
    except ModuleNotFoundError as error:
        raise InputError(
            f"people cannot be drawn here: this Python has no '{error.name}'",
            remedy="`synthgen models sample` draws them into a folder, which a design can name.",
        ) from error
    try:
        with lock(folder), new_folder(final) as building:
            for name, content in files.items():
                (building / name).write_bytes(content)
    except (InputError, RunError):  # a cache that cannot be written: they are drawn every time
        return _parse(files, final)
    return find_models([str(final)])


def _key(sample: Sample) -> str:
    from synthgen.assets.wheel import SHA256
    from synthgen.sources import hash_sources

    drawing = hash_sources(*(Path(__file__).with_name(name) for name in ("selection.py", "mhmtext.py")))
    text = json.dumps([asdict(sample), drawing, SHA256], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _draw(sample: Sample) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content) of every person's two files."""
    from dataclasses import replace

    from tqdm import tqdm

    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.population.mhmtext import command_of, demographics_text, mhm_text
    from synthgen.population.selection import sample_people

    assets = load_assets(imports=False)
    basis = load_basis("embedded", assets)
    command = command_of(sample.population)
    wanted = _wanted(sample)
    people = sample_people(len(wanted), sample.population, assets=assets, basis=basis)
    for is_wanted, accepted in zip(
        wanted, tqdm(people, "drawing people", total=len(wanted), leave=False, disable=None)
    ):
        if not is_wanted:
            continue
        person = replace(accepted.person, name=f"p{sample.population.seed}_{accepted.person.name}")
        yield f"{person.name}.mhm", mhm_text(person).encode()
        yield f"{person.name}.demographics.yaml", demographics_text(person, command).encode()


def _wanted(sample: Sample) -> list[bool]:
    """Return whether each of the population's first people is one of the sample, up to the last one that is.

    Those between who are not are drawn all the same: whether a face is taken depends on all before it.
    """
    left = dict(sample.quotas)
    if not left:
        return [True] * sample.count
    wanted: list[bool] = []
    for slot in slots(sample.population):
        if not any(left.values()):
            break
        gender = str(slot.gender)
        wanted.append(left.get(gender, 0) > 0)
        left[gender] = max(left.get(gender, 0) - 1, 0)
    return wanted


def _parse(files: dict[str, bytes], folder: Path) -> tuple[Model, ...]:
    from synthgen.human.demographics import parse_demographics
    from synthgen.human.mhm import parse_mhm

    models = []
    for name in sorted(name for name in files if name.endswith(".mhm")):
        beside = without_suffix(name, ".mhm") + ".demographics.yaml"
        who = parse_demographics(files[beside], where=folder / beside)
        models.append(parse_mhm(files[name], path=folder / name, demographics=who))
    return tuple(sorted(models, key=lambda model: model.id))
