"""What a model's file declares and what was understood of it, as text."""

from __future__ import annotations

from collections.abc import Sequence

from synthgen.assets import Assets
from synthgen.human.body import Shape
from synthgen.human.demographics import UNDECLARED, Demographics
from synthgen.human.imported import choose
from synthgen.human.mhm import Model, worn


def model_card(model: Model, shape: Shape, assets: Assets) -> str:
    """Return several lines about a model: declared, macros, what was understood, what is not at hand."""
    values = dict(model.modifiers)
    understood = f"{len(values) - len(shape.unknown)} of {len(values)} understood, {len(shape.targets)} targets used"
    lines = [
        f"{model.id}",
        f"  file        {model.path}",
        f"  sha256      {model.sha256}",
        f"  written by  MakeHuman {model.version.removeprefix('v') or 'of a version that no line says'}",
        f"  declared    {describe_declared(model)}",
        f"  macros      {macros(model)}",
        f"  modifiers   {understood}",
    ]
    lines += [f"  UNKNOWN     modifier {name} {values[name]:g}: no such target, left out" for name in shape.unknown]
    lines += [f"  imported    {record.id} ({record.spdx})" for record in shape.imported]
    missing = choose(model, assets).missing
    for proxy in worn(model.proxies):
        why = _why(f"{proxy.kind} {proxy.name}", missing)
        lines.append(f"  {proxy.kind:<11} {proxy.name}{_at_hand(why)}")
    if model.skin is not None:
        why = _why(f"skinMaterial {model.skin}", missing)
        lines.append(f"  skin        {model.skin}{_at_hand(why)}")
    lines += [f"  NOTE        line {number}: {text}" for number, text in model.notes]
    lines += [f"  NOT READ    line {number}: {text[:80]}" for number, text in model.unknown_lines]
    return "\n".join(lines)


def _why(label: str, missing: Sequence[str]) -> str | None:
    """Return the entry of what is missing that is about a label: the label, or the label and why in brackets."""
    return next((text for text in missing if text == label or text.startswith(f"{label} (")), None)


def _at_hand(why: str | None) -> str:
    """Return what is done about a proxy or skin; ``why`` says, in brackets, what keeps it from being used."""
    if why is None:
        return ": imported; used where a design says looks: {imported: true}"
    reason = why[why.index("(") + 1 : -1] if why.endswith(")") else "not at hand"
    return f": {reason}; drawn by this program"


def describe_declared(model: Model) -> str:
    """Return the declared demographics in a line."""
    who = model.demographics
    if who == Demographics():
        return f"nothing (no {model.path.stem}.demographics.yaml beside it)"
    age = UNDECLARED if who.age is None else f"{who.age:g} years"
    tone = UNDECLARED if who.skin_tone is None else f"{who.skin_tone}"
    tone += "" if who.undertone is None else f", undertone {who.undertone:g}"
    shares = "" if isinstance(who.ethnicity, str) else " " + str({k: round(v, 3) for k, v in who.ethnicity.items()})
    return f"gender {who.gender}, ethnicity {who.ethnicity_name}{shares}, age {age}, skin tone {tone}"


def macros(model: Model) -> str:
    """Return the macro values in a line, the age also in years."""
    words = []
    for name, value in model.macros.items():
        years = f" = {model.age_years:.1f} years" if name == "age" else ""
        words.append(f"{name.replace('_', ' ')} {value:.3g}{years}")
    return ", ".join(words) or "none set: MakeHuman's average body"
