"""Declared against measured: what is declared of a model beside what its own file says.

Measured is what MakeHuman makes of the file: its macros, and the skin it names. A macro that a file does not set has
MakeHuman's own default. Which rules there are, and what the limits rest on, is in ``docs/audit-people.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from synthgen.audit.check import Check, Context, Outcome, conclude
from synthgen.audit.identities import check_identities
from synthgen.audit.limits import PeopleLimits
from synthgen.audit.policy import Policy
from synthgen.human.demographics import GENDERS, UNDECLARED
from synthgen.human.mhm import Model
from synthgen.human.modifiers import ETHNIC_MACROS
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found

#: MakeHuman's ethnic macros, by every name that declares one of them
ETHNIC: Mapping[str, str] = {
    **{name: name for name in ETHNIC_MACROS},
    "black": "african",
    "white": "caucasian",
}
#: names of groups that MakeHuman can only make as mixtures: none of them can be one macro alone
MIXED = frozenset(
    {"hispanic", "latina", "latino", "latinx", "mix", "mixed", "multiethnic", "multiracial", "biracial", "mestizo"}
)
#: years that the skins of MakeHuman's library are made for, by the word in their names
SKIN_AGES: Mapping[str, tuple[float, float]] = {"young": (0, 40), "middleage": (40, 60), "old": (60, 120)}
#: years of a file that sets no age
_DEFAULT_YEARS = 25.0
#: a file's six digits are this much of a share, and of a year, at most
_ROUNDING, _ROUNDING_YEARS = 2e-6, 1e-3
#: things of one model that a finding names
_NAMED = 5


def check_people(models: Mapping[str, Model], policy: Policy, *, paths: Mapping[str, str]) -> list[Finding]:
    """Return what contradicts itself in each model, by id. ``paths`` are {"model/ID": path}, as ``Declared`` has."""
    findings = []
    for name, model in sorted(models.items()):
        for code, message in _problems(model, policy.people):
            findings.append(found(code, f"{name}: {message}", path=paths.get(f"model/{name}")))
    return findings


def measured_gender(model: Model) -> float:
    """Return the gender macro, 0 (female) to 1 (male)."""
    return model.loaded_macros["gender"]


def measured_years(model: Model) -> float:
    """Return the age macro in years."""
    years = model.age_years
    return _DEFAULT_YEARS if years is None else years


def measured_shares(model: Model) -> dict[str, float]:
    """Return {"african", "asian", "caucasian": share} of the ethnic macros, which add up to 1."""
    return {name: model.loaded_macros[name] for name in ETHNIC_MACROS}


def skin_words(skin: str | None) -> dict[str, str]:
    """Return what a skin's name says of who it is made for: "gender", "ethnicity", "age", those that one word says.

    >>> skin_words("skins/young_caucasian_male/young_caucasian_male2.mhmat")
    {'gender': 'male', 'ethnicity': 'caucasian', 'age': 'young'}
    >>> skin_words("skins/mine.mhmat")
    {}
    """
    path = PurePosixPath((skin or "").replace("\\", "/").casefold())
    result: dict[str, str] = {}
    for kind, known in (("gender", GENDERS), ("ethnicity", ETHNIC), ("age", SKIN_AGES)):
        for part in (path.stem, path.parent.name):
            words = {word for word in re.split(r"[^a-z]+", part) if word in known}
            if words:
                if len(words) == 1:
                    result[kind] = words.pop()
                break
    return result


def _problems(model: Model, limits: PeopleLimits) -> Iterator[tuple[str, str]]:
    """Yield (code, message) of everything that is wrong with what is declared of a model."""
    missing = [name for name in limits.declared if _lacks(model, name)]
    if missing:
        yield "undeclared", f"{', '.join(missing).replace('_', ' ')} not declared"
    problem = _gender(model, limits)
    if problem:
        yield "gender-contradicts", problem
    yield from _ethnicity(model, limits)
    yield from _age(model, limits)
    problems = _skin(model, limits)
    if problems:
        yield "skin-contradicts", f"wears the skin {str(model.skin)[:120]!r}, but {'; '.join(problems)}"


def _lacks(model: Model, name: str) -> bool:
    return getattr(model.demographics, name) in (UNDECLARED, None)


def _declared_gender(model: Model) -> float | None:
    gender = model.demographics.gender
    return GENDERS.get(gender) if isinstance(gender, str) else float(gender)


def _gender(model: Model, limits: PeopleLimits) -> str | None:
    wanted, value = _declared_gender(model), measured_gender(model)
    if wanted is None or abs(value - wanted) <= limits.gender + _ROUNDING:
        return None
    gender = model.demographics.gender
    declared = gender if isinstance(gender, str) else f"{gender:g}"
    return f"declared {declared}, gender macro {value:.3f}; expected within {limits.gender:g} of {wanted:g}"


def _ethnicity(model: Model, limits: PeopleLimits) -> Iterator[tuple[str, str]]:
    """Yield at most one finding: a contradiction, or that there was nothing to compare with."""
    declared = model.demographics.ethnicity
    shares = measured_shares(model)
    macros = f"its macros are {_list_shares(shares)}"
    if isinstance(declared, str):
        if declared == UNDECLARED:
            return
        problem = _check_name(declared, shares, limits) if declared.casefold() in ETHNIC else None
        unknown = not model.demographics.mixture and declared.casefold() not in ETHNIC
        if unknown and declared.casefold() in MIXED and max(shares.values()) >= limits.pure - _ROUNDING:
            problem = f"expected a mixture, no macro at {limits.pure:g} or more"
        shown = repr(declared[:60])
    else:
        problem = _mixture(declared, shares, limits.ethnicity)
        unknown = not model.demographics.mixture and any(name.casefold() not in ETHNIC for name in declared)
        shown = _list_shares(declared)
    if problem is None and model.demographics.mixture:
        problem = _mixture(model.demographics.mixture, shares, limits.ethnicity)
        shown += f", mixture {_list_shares(model.demographics.mixture)}"
    if problem is not None:
        yield "ethnicity-contradicts", f"declared {shown}, {macros}; {problem}"
    elif unknown:
        yield "ethnicity-unchecked", f"declared {shown}, without a mixture to compare with; {macros}"


def _check_name(declared: str, shares: Mapping[str, float], limits: PeopleLimits) -> str | None:
    name = ETHNIC[declared.casefold()]
    lead = shares[name] - max(share for other, share in shares.items() if other != name)
    if lead >= limits.ethnicity - _ROUNDING:
        return None
    return f"expected {name} to lead by at least {limits.ethnicity:g}, not by {lead:.3f}"


def _mixture(declared: Mapping[str, float], shares: Mapping[str, float], tolerance: float) -> str | None:
    """Compare shares; what is declared under names without a macro may stand for any of the macros."""
    wanted = dict.fromkeys(ETHNIC_MACROS, 0.0)
    free = 0.0
    for name, share in declared.items():
        if name.casefold() in ETHNIC:
            wanted[ETHNIC[name.casefold()]] += share
        else:
            free += share
    slack = tolerance + _ROUNDING
    for name, share in wanted.items():
        if not share - slack <= shares[name] <= share + free + slack:
            return f"expected {name} within {tolerance:g} of {share:g}" + (f" to {share + free:g}" if free else "")
    return None


def _age(model: Model, limits: PeopleLimits) -> Iterator[tuple[str, str]]:
    """Yield at most one finding: where declared and measured disagree, the band is judged by neither."""
    declared, years = model.demographics.age, measured_years(model)
    if declared is not None and abs(declared - years) > limits.age + _ROUNDING_YEARS:
        expected = f"expected within {limits.age:g} years"
        yield "age-contradicts", f"declared {declared:g} years, age macro {years:.1f} years; {expected}"
        return
    low, high = limits.ages
    for what, value in (("declared", declared), ("age macro", years)):
        if value is not None and not low - _ROUNDING_YEARS <= value <= high + _ROUNDING_YEARS:
            yield "age-outside", f"{what} {round(value, 1):g} years; the policy allows {low:g} to {high:g}"
            return


def _skin(model: Model, limits: PeopleLimits) -> list[str]:
    """Return what a skin's name contradicts; measured values stand for those that nobody declared."""
    words = skin_words(model.skin)
    problems = []
    gender = _declared_gender(model)
    source = "measured" if gender is None else "declared"
    gender = measured_gender(model) if gender is None else gender
    if "gender" in words and abs(gender - GENDERS[words["gender"]]) > 1 - limits.gender + _ROUNDING:
        problems.append(f"gender is {gender:g} ({source}; female 0, male 1)")
    if "ethnicity" in words:
        shares, source = _believed_shares(model)
        name = ETHNIC[words["ethnicity"]]
        if shares.get(name, 0.0) < limits.skin_share - _ROUNDING:
            problems.append(f"{name} is {shares.get(name, 0.0):.3g} of the person ({source} {_list_shares(shares)})")
    if "age" in words:
        source = "measured" if model.demographics.age is None else "declared"
        years = measured_years(model) if model.demographics.age is None else model.demographics.age
        low, high = SKIN_AGES[words["age"]]
        slack = limits.skin_age + _ROUNDING_YEARS
        if not low - slack <= years <= high + slack:
            problems.append(f"age is {years:.1f} years ({source})")
    return problems


def _believed_shares(model: Model) -> tuple[Mapping[str, float], str]:
    """Return shares that are declared in terms of macros, or else measured; and which of the two."""
    declared, mixture = model.demographics.ethnicity, model.demographics.mixture
    if isinstance(declared, str) and declared.casefold() in ETHNIC:
        return {ETHNIC[declared.casefold()]: 1.0}, "declared"
    for shares in (mixture, {} if isinstance(declared, str) else declared):
        if shares and all(name.casefold() in ETHNIC for name in shares):
            return {ETHNIC[name.casefold()]: share for name, share in shares.items()}, "declared"
    return measured_shares(model), "measured"


def _list_shares(shares: Mapping[str, float]) -> str:
    ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(
        f"{name[:40] if name.isprintable() else repr(name[:40])} {share:.3g}" for name, share in ordered[:6]
    )


def _without_parts(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield a finding a person whose records say that something was missing which the model names."""
    looks = {entry.model["id"]: entry.model["appearance"] for entry in reversed(entries)}
    for name, look in sorted(looks.items()):
        missing = look.get("missing")
        if isinstance(missing, list) and missing:
            more = ", …" if len(missing) > _NAMED else ""
            yield found("part-missing", f"{name}: shown without {', '.join(map(str, missing[:_NAMED]))}{more}")


def _check(context: Context) -> Outcome[None]:
    declared, policy = context.evidence.declared, context.policy
    unknown: Mapping[str, list[str]] = context.evidence.descriptor.record.get("unknown_modifiers", {})
    without = {name for missing in unknown.values() for name in missing}
    # reports name models, not their files
    findings = check_people(declared.models, policy, paths={})
    findings += check_identities(declared.models, policy, paths={}, without_target=without)
    for name, missing in unknown.items():
        if missing:
            shown = f"{', '.join(missing[:_NAMED])}{', …' if len(missing) > _NAMED else ''}"
            path = declared.paths.get(f"model/{name}")
            findings.append(found("modifier-unknown", f"{name}: no target for {shown}", path=path))
    findings += _without_parts(context.evidence.entries)
    did = f"{len(declared.models)} models' parameters against what is declared of them, and against each other"
    return conclude(findings, did, None)


PEOPLE = Check("people", _check)
