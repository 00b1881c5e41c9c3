"""``synthgen models check``: what an audit says of models, before a dataset is made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from synthgen.cli import options
from synthgen.cli.streams import echo_document

if TYPE_CHECKING:
    from synthgen.audit.identities import Neighbour
    from synthgen.human.mhm import Model
    from synthgen.reader.finding import Finding


@click.command()
@click.argument("patterns", nargs=-1, required=True, metavar="FILE.mhm|FOLDER|NAME...")
@options.policy
@options.as_json
def check(patterns: tuple[str, ...], policy: str, as_json: bool) -> None:
    """Compare what is declared of models with what their files hold, and the models with each other.

    Exit code 1 where the policy fails what is found: by default contradictions and models that are there twice.
    """
    from synthgen.audit.identities import check_identities, nearest
    from synthgen.audit.people import check_people
    from synthgen.audit.policy import read_policy
    from synthgen.human.library import find_models
    from synthgen.jsontext import json_value

    judge = read_policy(policy)
    models = {model.id: model for model in find_models(patterns)}
    paths = {f"model/{name}": str(model.path) for name, model in models.items()}
    raw = [*check_people(models, judge, paths=paths), *check_identities(models, judge, paths=paths)]
    findings = [finding for finding in map(judge.judge, raw) if finding is not None]
    failed = any(judge.fails(finding) for finding in findings)
    neighbours = nearest(models)
    if as_json:
        entries = [_entry(model, neighbours.get(name)) for name, model in models.items()]
        verdict = "fail" if failed else "pass"
        shown = {"verdict": verdict, "findings": json_value(tuple(findings)), "models": entries}
        echo_document(json.dumps(shown, indent=1, ensure_ascii=False) + "\n")
    else:
        for line in (*_table(models, neighbours), "", *_sentences(findings)):
            click.echo(line)
        errors = sum(judge.fails(finding) for finding in findings)
        checked = f"{len(models)} model{'s' * (len(models) != 1)} checked"
        click.echo(f"{checked}, {len(findings)} finding{'s' * (len(findings) != 1)}, {errors} of which fail.")
    raise SystemExit(1 if failed else 0)


def _table(models: Mapping[str, Model], neighbours: Mapping[str, Neighbour]) -> list[str]:
    """Return a line a model: declared / measured, where 0 is female and 1 male, and the nearest other model."""
    from synthgen.audit.people import measured_gender, measured_shares, measured_years
    from synthgen.human.demographics import UNDECLARED

    rows = [("model", "gender", "ethnicity", "African, Asian, Caucasian", "years", "skin", "nearest")]
    for name, model in models.items():
        who, other = model.demographics, neighbours.get(name)
        shares = measured_shares(model)
        rows.append(
            (
                name,
                f"{who.gender} / {measured_gender(model):.2f}",
                who.ethnicity_name if who.ethnicity_name.isprintable() else repr(who.ethnicity_name),
                "/ " + "  ".join(f"{share:.2f}" for share in shares.values()),
                f"{UNDECLARED if who.age is None else format(who.age, 'g')} / {measured_years(model):.1f}",
                "-" if model.skin is None else model.skin.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".mhmat"),
                "-" if other is None else f"{other.distance:.2f} {other.id}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _sentences(findings: list[Finding]) -> list[str]:
    return [f"{finding.severity:<7}  {finding.code:<21}  {finding.message}" for finding in findings]


def _entry(model: Model, other: Neighbour | None) -> dict[str, Any]:
    """Return a model's declared and measured values as JSON."""
    from synthgen.audit.people import measured_gender, measured_shares, measured_years

    who = model.demographics
    return {
        "id": model.id,
        "path": str(model.path),
        "sha256": model.sha256,
        "declared": {
            "gender": who.gender,
            "ethnicity": who.ethnicity if isinstance(who.ethnicity, str) else dict(who.ethnicity),
            "mixture": dict(who.mixture),
            "age": who.age,
            "skin_tone": who.skin_tone,
            "undertone": who.undertone,
        },
        "measured": {
            "gender": round(measured_gender(model), 6),
            "ethnicity": {name: round(share, 6) for name, share in measured_shares(model).items()},
            "age": round(measured_years(model), 3),
            "skin": model.skin,
        },
        "nearest": None if other is None else {"id": other.id, "distance": round(other.distance, 6)},
    }
