"""``synthgen models``: look at human models, sample new ones."""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import islice
from pathlib import Path

import click

from synthgen.cli import options
from synthgen.cli.group import Group
from synthgen.cli.modelcheck import check
from synthgen.cli.proportions import proportions
from synthgen.cli.sheet import sheet
from synthgen.errors import InputError
from synthgen.facs import AuBasis
from synthgen.population.roster import DEFAULT_BALANCE, GENDER_KINDS, GenderKind


@click.group(cls=Group)
def models() -> None:
    """Human models: the suite, and MakeHuman's .mhm files."""


models.add_command(sheet)
models.add_command(check)
models.add_command(proportions)


@models.command("list")
@click.argument("patterns", nargs=-1)
def list_(patterns: tuple[str, ...]) -> None:
    """List models and what is declared about them: the suite, or names, globs, .mhm files, folders."""
    from synthgen.human.library import find_models
    from synthgen.human.modelcard import describe_declared

    found = find_models(patterns or ("*",))
    width = max(len(model.id) for model in found)
    for model in found:
        click.echo(f"{model.id:<{width}}  {describe_declared(model)}")


@models.command()
@click.argument("patterns", nargs=-1, required=True, metavar="FILE.mhm|NAME...")
@click.option("--obj", type=options.PATH, help="Write the shaped base mesh there (19158 vertices, dm).")
@click.option("--au", "aus", multiple=True, metavar="CODE=INTENSITY", help="Pose the mesh of --obj first: AU12=0.8.")
@options.au_basis
def show(patterns: tuple[str, ...], obj: Path | None, aus: tuple[str, ...], au_basis: AuBasis) -> None:
    """Print what a model declares and what was understood of it; write its mesh."""
    from synthgen.assets import load_assets
    from synthgen.human.body import shape_model
    from synthgen.human.library import find_models
    from synthgen.human.modelcard import model_card
    from synthgen.human.obj import write_obj

    found = find_models(patterns)
    if aus and obj is None:
        raise InputError("--au poses the mesh that --obj writes", remedy="Add --obj OUT.obj.")
    if obj is not None and len(found) != 1:
        raise InputError(f"--obj writes one model, and {len(found)} are named")
    weights = {code: value for code, value in map(_weight, aus)}
    assets = load_assets()
    for model in found:
        body = shape_model(model, assets)
        click.echo(model_card(model, body, assets))
        if obj is None:
            continue
        vertices = body.vertices
        if weights:
            from synthgen.facs.basis import load_basis

            basis = load_basis(au_basis, assets)
            for code in weights:
                basis.check(code)
            vertices = basis.fit(basis.at_rest(vertices)).pose(weights)
        pose = " ".join(f"{code}={value:g}" for code, value in weights.items()) or "neutral"
        write_obj(obj, vertices, assets, comment=f"{model.id}, {pose}")
        click.echo(f"  mesh        {obj} ({pose})")


def _weight(text: str) -> tuple[str, float]:
    """Return (code, intensity) of "AU12=0.8" or "AU12=D"."""
    from synthgen.facs.keyframes import LETTERS

    code, _, level = text.partition("=")
    try:
        value = LETTERS[level] if level in LETTERS else float(level)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise InputError(f"--au {text}: expected CODE=INTENSITY, the intensity from 0 to 1 or a FACS letter A–E")
    return code, value


@models.command()
@click.option("--n", "count", type=click.IntRange(1), default=24, show_default=True, help="How many people.")
@click.option("--seed", type=click.IntRange(0), required=True, help="The same seed draws the same people.")
@options.out("A new folder, or one to go on with.", required=True)
@click.option(
    "--balance",
    default=",".join(DEFAULT_BALANCE),
    show_default=True,
    help="What comes round in turn, of gender, ethnicity, age, skin_tone; the rest is drawn ('none': all of it).",
)
@click.option("--ages", default="18-90", show_default=True, metavar="FROM-TO", help="Years.")
@click.option(
    "--gender",
    type=click.Choice(GENDER_KINDS),
    default=GENDER_KINDS[0],
    show_default=True,
    help="continuous: a number from 0 (female) to 1 (male).",
)
@click.option(
    "--conditions",
    default="",
    metavar="NAME=SHARE,...",
    help="Conditions of the face, and the share of people that has each: palsy=0.05,vitiligo=0.1.",
)
@click.option("--verbose", is_flag=True, help="Say which faces were rejected, and why.")
def sample(
    count: int, seed: int, out: Path, balance: str, ages: str, gender: GenderKind, conditions: str, verbose: bool
) -> None:
    """Draw adult faces: NAME.mhm files that MakeHuman opens, each with NAME.demographics.yaml.

    Faces of odd proportions, faces whose AUs break, and faces too like another are drawn again. A larger --n with the
    same seed begins with the same people.
    """
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.population.mhmtext import command_of, demographics_text, mhm_text
    from synthgen.population.roster import parse_population, slots
    from synthgen.population.sampling import Person
    from synthgen.population.selection import sample_people

    population = parse_population(seed, balance=balance, ages=ages, gender=gender, conditions=conditions)
    _own_folder(out, {slot.name for slot in islice(slots(population), count)})
    assets = load_assets(imports=False)
    command = command_of(population)
    thrown = 0

    def rejected(person: Person, why: str) -> None:
        nonlocal thrown
        thrown += 1
        if verbose:
            click.echo(f"  rejected {person.name} (attempt {person.attempt}): {why}", err=True)

    basis = load_basis("embedded", assets)
    for accepted in sample_people(count, population, assets=assets, basis=basis, rejected=rejected):
        person = accepted.person
        texts = {"demographics.yaml": demographics_text(person, command), "mhm": mhm_text(person)}
        files = {f"{person.name}.{ending}": text.encode() for ending, text in texts.items()}
        _write_person(out, files)
        apart = "" if accepted.nearest is None else f", {accepted.nearest:.3f} dm from the nearest"
        has = "".join(f", {kind}" for kind in person.conditions.record())
        click.echo(
            f"{person.name}  {person.age} years, tone {person.skin_tone}, undertone {person.undertone:g}{has}{apart}"
        )
    click.echo(f"{count} models in {out}; {thrown} faces were rejected")


def _own_folder(folder: Path, people: Set[str]) -> None:
    """Make a folder for ``people``, or take one that was stopped in the middle of them. Raises InputError for one that
    holds anything else."""
    from synthgen.bystanders import is_bystander
    from synthgen.files import disk_errors
    from synthgen.layout import TEMPORARY

    own = {TEMPORARY, *(f"{name}{ending}" for name in people for ending in (".mhm", ".demographics.yaml"))}
    with disk_errors(folder, remedy="Choose another --out."):
        folder.mkdir(parents=True, exist_ok=True)
        others = [path for path in folder.iterdir() if not is_bystander(path.name, folder=path.is_dir())]
    if any(path.name not in own for path in others):
        raise InputError("is not empty", where=folder, remedy="Name a new folder.")


def _write_person(folder: Path, files: Mapping[str, bytes]) -> None:
    from synthgen.files import read_file, write_whole

    for name, content in files.items():
        if (folder / name).exists() and read_file(folder / name) != content:
            raise InputError("is not what this command draws", where=folder / name, remedy="Name a new folder.")
    write_whole(folder, files, remedy="Choose another --out.")
