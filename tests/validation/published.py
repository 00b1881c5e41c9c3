"""What the audit finds in the Sim2Real authors' published models and animations, as the tables of docs/audit-people.md.

    python tests/validation/published.py ../shared/data/sim2real

The files declare nothing; their names do: <Man|Women><n>_<Afr|Asi|Whi|Mix>, and _ANGR, _CONF or _DISG. Both are the
authors' labels, and are taken as declarations here. There is no macro for Mix.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from synthgen.audit.identities import check_identities, nearest
from synthgen.audit.labels import check_animations
from synthgen.audit.limits import PeopleLimits
from synthgen.audit.people import check_people, measured_shares, measured_years
from synthgen.audit.policy import Policy
from synthgen.facs.animation import Animation, sample_animation
from synthgen.facs.library import find_animations
from synthgen.human.demographics import Demographics
from synthgen.human.library import find_models
from synthgen.human.mhm import Model
from synthgen.reader.finding import Finding

GENDERS = {"man": "male", "women": "female"}
ETHNICITIES = {"afr": "african", "asi": "asian", "whi": "caucasian", "mix": "mixed"}
EMOTIONS = {"angr": "anger", "conf": "confusion", "disg": "disgust"}
#: a name says nothing of age and skin tone
POLICY = Policy(people=PeopleLimits(declared=("gender", "ethnicity")))


def published_models(folder: Path) -> dict[str, Model]:
    """Return the models by id, with what their names declare."""
    models = {}
    for model in find_models([str(folder / "models")]):
        gender, ethnicity = re.fullmatch(r"([a-z]+)\d+_([a-z]+)", model.id.casefold()).groups()  # type: ignore[union-attr]
        who = Demographics(gender=GENDERS[gender], ethnicity=ETHNICITIES[ethnicity])
        models[model.id] = replace(model, demographics=who)
    return models


def published_animations(folder: Path) -> dict[str, Animation]:
    """Return the animations by signal, with the emotion that their names declare."""
    return {
        animation.signal: replace(animation, emotion=EMOTIONS[animation.signal.casefold().rsplit("_", 1)[1]])
        for animation in find_animations([str(folder / "animations")])
    }


def model_findings(models: dict[str, Model]) -> list[Finding]:
    paths = {f"model/{name}": name for name in models}
    return [*check_people(models, POLICY, paths=paths), *check_identities(models, POLICY, paths=paths)]


def animation_findings(animations: dict[str, Animation]) -> list[Finding]:
    curves = {name: sample_animation(animation) for name, animation in animations.items()}
    return check_animations(animations, curves, paths={f"signal/{name}": name for name in animations})


def _found(findings: list[Finding], name: str) -> str:
    said = [f"`{f.code}`: {f.message.removeprefix(f'{name}: ')}" for f in findings if f.path == name]
    return "<br>".join(text.replace("|", "\\|") for text in said) or "nothing"


def tables(folder: Path) -> list[str]:
    models, animations = published_models(folder), published_animations(folder)
    findings = model_findings(models)
    lines = ["| model | African, Asian, Caucasian | years | nearest | found |", "|---|---|---|---|---|"]
    for name, near in sorted(nearest(models).items(), key=lambda item: item[0].casefold()):
        shares = ", ".join(f"{share:.3f}" for share in measured_shares(models[name]).values())
        years = f"{measured_years(models[name]):.1f}"
        lines.append(f"| {name} | {shares} | {years} | {near.distance:.2f} {near.id} | {_found(findings, name)} |")
    findings = animation_findings(animations)
    lines += ["", "| animation | found |", "|---|---|"]
    lines += [f"| {name} | {_found(findings, name)} |" for name in sorted(animations, key=str.casefold)]
    return lines


if __name__ == "__main__":
    print("\n".join(tables(Path(sys.argv[1]))))
