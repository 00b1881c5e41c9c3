"""Policies: what a dataset is judged by. A YAML file, every key of which may be left out; two come with the program."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from synthgen.audit.limits import PeopleLimits, PixelLimits, SplitLimits
from synthgen.dataset.factors import DECLARABLE, FACTORS, PEOPLE_FACTORS, POLICY_AGE_BANDS, Factor, age_band
from synthgen.errors import InputError
from synthgen.publish.keys import is_fingerprint
from synthgen.reader.finding import SEVERITIES, Finding, Severity, codes
from synthgen.yamlfile import YamlFile, load

OFF = "off"
_KEYS = (
    *("name", "description", "fail_on", "severity", "age_bands", "people", "groups"),
    *("balance", "leaks", "splits", "licences", "signature", "pixels"),
)


@dataclass(frozen=True)
class Balance:
    """A demand on the groups that some factors make: clips (or people) in the smallest, largest over smallest.

    Groups that no clip is in count where every combination of the levels is wanted (``complete``), else they don't.
    """

    factors: tuple[Factor, ...]
    count: Literal["clips", "people"] = "clips"
    least: int = 1
    ratio: float | None = None
    complete: bool = True


@dataclass(frozen=True)
class Policy:
    """What a dataset is judged by.

    ``fail_on``: the least severity that makes the verdict "fail". ``severity`` overrides codes' own, "off" drops a
    code. ``age_bands``: the lower ends of the bands that ages in years are counted in. ``groups``: {factor: levels}
    that have to be there. ``leak_bits``: mutual information in bits that a factor of people may have with a label.
    ``licences``: SPDX ids that assets may have, () for any. ``signature``: whether one is wanted; ``keys``: SHA-256
    fingerprints of the public keys that are trusted, () for any.
    """

    name: str = "default"
    description: str = ""
    fail_on: Severity = "error"
    severity: tuple[tuple[str, Severity | Literal["off"]], ...] = ()
    age_bands: tuple[float, ...] = POLICY_AGE_BANDS
    people: PeopleLimits = field(default_factory=PeopleLimits)
    groups: tuple[tuple[Factor, tuple[str, ...]], ...] = ()
    balance: tuple[Balance, ...] = ()
    leak_bits: float = 0.005
    splits: SplitLimits = field(default_factory=SplitLimits)
    licences: tuple[str, ...] = ()
    signature: bool = False
    keys: tuple[str, ...] = ()
    pixels: PixelLimits = field(default_factory=PixelLimits)
    text: str = field(default="", compare=False, repr=False)

    def judge(self, finding: Finding) -> Finding | None:
        """Return a finding with the severity that this policy gives its code; None where the policy drops it."""
        level = dict(self.severity).get(finding.code, finding.severity)
        return None if level == "off" else replace(finding, severity=level)

    def fails(self, finding: Finding) -> bool:
        """Tell whether a finding makes the verdict "fail"."""
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    def band(self, years: float | None) -> str:
        """Return the age band of an age in years: "18–29", "75+", "undeclared"."""
        return age_band(years, self.age_bands)


def builtin_policies() -> dict[str, Path]:
    """Return {name: file} of the policies that come with the program."""
    return {path.stem: path for path in sorted((Path(__file__).parent / "policies").glob("*.yaml"))}


def read_policy(name_or_path: str | Path) -> Policy:
    """Return a policy by name, or from a YAML file. Raises InputError with line, key and remedy."""
    known = builtin_policies()
    if str(name_or_path) in known:
        return policy_of(load(known[str(name_or_path)]))
    path = Path(name_or_path)
    if not path.is_file():
        near = difflib.get_close_matches(str(name_or_path), known, 1)
        raise InputError(
            f"there is no policy '{name_or_path}': neither a file nor one of {', '.join(known)}",
            remedy=f"Did you mean '{near[0]}'?" if near else "docs/audit.md shows how to write one.",
        )
    return policy_of(load(path))


def policy_of(file: YamlFile) -> Policy:
    """Check a policy document key by key. Raises InputError."""
    file.mapping()
    file.only_keys(_KEYS)
    given: dict[str, Any] = {}
    for key in ("name", "description"):
        if key in file.data:
            given[key] = file.text(key).strip()
    if "fail_on" in file.data:
        given["fail_on"] = file.word(SEVERITIES, "fail_on")
    if "severity" in file.data:
        file.only_keys(codes(), "severity")
        given["severity"] = tuple((code, _severity(file, "severity", code)) for code in file.mapping("severity"))
    if "age_bands" in file.data:
        edges = tuple(
            float(file.number("age_bands", k, low=0, high=120)) for k in range(len(file.sequence("age_bands")))
        )
        if list(edges) != sorted(set(edges)):
            raise file.unexpected("rising numbers of years", "age_bands")
        given["age_bands"] = edges if edges and edges[0] == 0 else (0.0, *edges)
    if "people" in file.data:
        given["people"] = _section(file, PeopleLimits, "people")
        low, high = given["people"].ages
        if low > high:
            raise file.unexpected("the lower one first", "people", "ages")
        for index, name in enumerate(given["people"].declared):
            if name not in DECLARABLE:
                raise file.error(f"{name!r} is none of {', '.join(DECLARABLE)}", "people", "declared", index)
    if "groups" in file.data:
        file.only_keys(FACTORS, "groups")
        given["groups"] = tuple(
            (factor, tuple(str(level) for level in file.sequence("groups", factor)))
            for factor in file.mapping("groups")
        )
    if "balance" in file.data:
        given["balance"] = tuple(_balance(file, index) for index in range(len(file.sequence("balance"))))
    if "leaks" in file.data:
        file.only_keys(("bits",), "leaks")
        given["leak_bits"] = float(file.number("leaks", "bits", low=0))
    if "splits" in file.data:
        given["splits"] = _section(file, SplitLimits, "splits")
    if "licences" in file.data:
        file.only_keys(("allowed",), "licences")
        given["licences"] = tuple(str(item) for item in file.sequence("licences", "allowed"))
    if "signature" in file.data:
        file.only_keys(("required", "keys"), "signature")
        given["signature"] = file.flag("signature", "required")
        if file.get("signature", "keys") is not None:
            given["keys"] = tuple(_fingerprint(file, index) for index in range(len(file.sequence("signature", "keys"))))
    if "pixels" in file.data:
        given["pixels"] = _section(file, PixelLimits, "pixels")
    return Policy(**given, text=file.source.decode("utf-8-sig"))


Section = TypeVar("Section", PeopleLimits, SplitLimits, PixelLimits)


def _section(file: YamlFile, kind: type[Section], key: str) -> Section:
    """Return a dataclass of limits whose fields are the keys of a mapping; a field's default tells its type."""
    known = {entry.name: entry.default for entry in fields(kind)}
    file.only_keys(known, key)
    given: dict[str, Any] = {}
    for name in file.mapping(key):
        default = known[name]
        if isinstance(default, bool):
            given[name] = file.flag(key, name)
        elif isinstance(default, tuple) and default and isinstance(default[0], float):
            listed = file.sequence(key, name)
            if len(listed) != len(default):
                raise file.unexpected(f"{len(default)} numbers", key, name)
            given[name] = tuple(float(file.number(key, name, k)) for k in range(len(listed)))
        elif isinstance(default, tuple):
            given[name] = tuple(str(item) for item in file.sequence(key, name))
        elif isinstance(default, int):
            given[name] = file.integer(key, name, low=0)
        else:
            given[name] = float(file.number(key, name, low=0))
    return kind(**given)


def _balance(file: YamlFile, index: int) -> Balance:
    at = ("balance", index)
    file.only_keys(("factors", "count", "least", "ratio", "complete"), *at)
    factors = tuple(file.sequence(*at, "factors"))
    for place, factor in enumerate(factors):
        if factor not in FACTORS:
            raise file.error(f"{factor!r} is none of {', '.join(FACTORS)}", *at, "factors", place)
        if factor in factors[:place]:
            raise file.error(f"{factor!r} stands twice", *at, "factors", place)
    entry = file.mapping(*at)
    count = file.word(("clips", "people"), *at, "count") if "count" in entry else "clips"
    strangers = [factor for factor in factors if factor not in PEOPLE_FACTORS]
    if count == "people" and strangers:
        raise file.error(f"people cannot be counted by {', '.join(strangers)}", *at, "factors", remedy="Count clips.")
    return Balance(
        factors=factors,
        count="people" if count == "people" else "clips",
        least=file.integer(*at, "least", low=0) if "least" in entry else 1,
        ratio=float(file.number(*at, "ratio", low=1)) if "ratio" in entry else None,
        complete=file.flag(*at, "complete") if "complete" in entry else True,
    )


def _fingerprint(file: YamlFile, index: int) -> str:
    """Return a trusted key's fingerprint. Raises for a number, too: YAML reads one where there are digits alone."""
    at = ("signature", "keys", index)
    key = file.get(*at)
    if not isinstance(key, str) or not is_fingerprint(key):
        remedy = "`synthgen keys show KEY.pub` prints it; put it in quotes."
        raise file.unexpected("a fingerprint, 64 hex digits", *at, remedy=remedy)
    return key


def _severity(file: YamlFile, *at: str) -> str:
    return OFF if file.get(*at) is False else file.word((*SEVERITIES, OFF), *at)  # YAML 1.1 reads off as false
