"""The kinds of splits and their settings: what the command line's words and a file's ``settings`` become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from synthgen.dataset.groups import Group, parse_group
from synthgen.errors import InputError

Kind = Literal["holdout", "kfold", "group", "signals"]
Apart = Literal["model", "signal"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: parts of a holdout, and the two parts of a group or signals split
PARTS = ("train", "validation", "test")
HELD_OUT = ("train", "held_out")
#: the paper's share of models for training; 19 of its 24
_PAPER = (19 / 24, 5 / 24)
_MOST = 1_000_000


@dataclass(frozen=True)
class Holdout:
    """Models kept apart, so many in each part. ``stratified``: so that the parts resemble each other, else by lot."""

    models: tuple[tuple[str, int], ...]
    stratified: bool = True

    def record(self) -> dict[str, Any]:
        return {"models": dict(self.models), "stratified": self.stratified}


@dataclass(frozen=True)
class KFold:
    """Models in so many folds of equal size, to within one."""

    folds: int
    stratified: bool = True

    def record(self) -> dict[str, Any]:
        return {"folds": self.folds, "stratified": self.stratified}

    def sizes(self, models: int) -> dict[str, int]:
        """Return {fold: models}. Raises InputError where there are more folds than models."""
        if not 2 <= self.folds <= models:
            raise InputError(
                f"{self.folds} folds of {models} model{'s' * (models != 1)}; expected 2 or more, with a model each",
                remedy="Ask for fewer folds, or add models.",
            )
        width = len(str(self.folds))
        size, more = divmod(models, self.folds)
        return {f"fold{fold + 1:0{width}}": size + (fold < more) for fold in range(self.folds)}


@dataclass(frozen=True)
class HeldOutGroup:
    """The people of a group in one part, all others in the other."""

    group: Group

    def record(self) -> dict[str, Any]:
        return {"hold_out": str(self.group)}


@dataclass(frozen=True)
class HeldOutSignals:
    """Signals kept apart: so many of every emotion, or the named ones. With ``models``, models are kept apart too."""

    signals: int | tuple[str, ...]
    models: tuple[tuple[str, int], ...] = ()
    stratified: bool = True

    def record(self) -> dict[str, Any]:
        signals = self.signals if isinstance(self.signals, int) else list(self.signals)
        return {"signals": signals, "models": dict(self.models), "stratified": self.stratified}


Settings = Holdout | KFold | HeldOutGroup | HeldOutSignals


def kind_of(settings: Settings) -> Kind:
    """Return the kind of split that settings are for."""
    if isinstance(settings, Holdout):
        return "holdout"
    if isinstance(settings, KFold):
        return "kfold"
    return "group" if isinstance(settings, HeldOutGroup) else "signals"


def apart_in(settings: Settings) -> tuple[Apart, ...]:
    """Return what a split with these settings keeps apart: no model, or no signal, is in two of its parts."""
    if isinstance(settings, HeldOutSignals):
        return ("model", "signal") if settings.models else ("signal",)
    return ("model",)


def settings_of(kind: Any, given: Any) -> Settings:
    """Read the settings of a split file. Raises InputError for anything that ``record`` would not have written."""
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError("'kind'", value=kind, expected=f"one of {', '.join(KINDS)}")
    keys = {
        "holdout": {"models", "stratified"},
        "kfold": {"folds", "stratified"},
        "group": {"hold_out"},
        "signals": {"signals", "models", "stratified"},
    }[kind]
    if not isinstance(given, dict) or given.keys() != keys:
        raise InputError(f"'settings' of a {kind} split", value=given, expected=", ".join(sorted(keys)))
    stratified = given.get("stratified", True)
    if not isinstance(stratified, bool):
        raise InputError("'settings.stratified'", value=stratified, expected="true or false")
    if kind == "holdout":
        return Holdout(_sizes(given["models"], PARTS), stratified)
    if kind == "kfold":
        return KFold(_count(given["folds"], "folds", least=2), stratified)
    if kind == "group":
        if not isinstance(given["hold_out"], str):
            raise InputError("'settings.hold_out'", value=given["hold_out"], expected="conditions")
        return HeldOutGroup(parse_group(given["hold_out"]))
    signals = given["signals"]
    if isinstance(signals, list):
        if not signals or not all(isinstance(name, str) for name in signals) or signals != sorted(set(signals)):
            raise InputError("'settings.signals'", value=signals, expected="a number, or names in order")
        signals = tuple(signals)
    else:
        signals = _count(signals, "signals")
    return HeldOutSignals(signals, _sizes(given["models"], HELD_OUT) if given["models"] != {} else (), stratified)


def parse_models(text: str | None, models: int, names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return (part, models) pairs for "19,5" or for shares, "0.8,0.2"; without words for the paper's 19 to 5.

    ``names`` are the parts there may be, two at least. Raises InputError where the numbers are not all the models.
    """
    words = [] if text is None else [word.strip() for word in text.split(",")]
    if text is not None and not 2 <= len(words) <= len(names):
        several = "2" if len(names) == 2 else f"2 to {len(names)}"
        raise InputError(f"--models {text}: expected {several} numbers: {', '.join(names)}", remedy="E.g. 19,5.")
    if text is not None and all(re.fullmatch(r"\d{1,7}", word) for word in words):
        counts = [int(word) for word in words]
        if sum(counts) != models or 0 in counts:
            raise InputError(
                f"--models {text}: adds up to {sum(counts)}; the dataset has {models} models, and every part needs one",
                remedy=f"Give numbers that add up to {models}, or shares such as 0.8,0.2.",
            )
    else:
        counts = _count_models(_shares(text, words), models)
    return tuple(zip(names, counts, strict=False))


def parse_signals(text: str) -> int | tuple[str, ...]:
    """Read a number of signals of each emotion, or names joined by commas. Raises InputError for neither."""
    names = tuple(sorted({word.strip() for word in text.split(",")}))
    if "" in names or names == ("0",):
        raise InputError(f"--signals {text}: expected a number from 1, or names of signals", remedy="E.g. 2, or shout.")
    return int(text) if re.fullmatch(r"\s*\d{1,6}\s*", text) else names


def _shares(text: str | None, words: list[str]) -> list[float]:
    if text is None:
        return list(_PAPER)
    if not all(re.fullmatch(r"0?\.\d{1,9}", word) for word in words) or abs(sum(map(float, words)) - 1) > 0.001:
        raise InputError(
            f"--models {text}: expected whole numbers of models, or shares that add up to 1",
            remedy="E.g. 19,5 or 0.8,0.2.",
        )
    return [float(word) for word in words]


def _count_models(shares: list[float], models: int) -> list[int]:
    """Return how many of the models each share is, one at least, by largest remainder."""
    if models < len(shares):
        raise InputError(
            f"{models} model{'s' if models != 1 else ''} cannot be in {len(shares)} parts", remedy="Add models."
        )
    counts = [max(1, int(share * models + 1e-9)) for share in shares]
    while sum(counts) != models:
        step = 1 if sum(counts) < models else -1
        able = [part for part in range(len(counts)) if counts[part] + step >= 1]
        counts[max(able, key=lambda part: (step * (shares[part] * models - counts[part]), -part))] += step
    return counts


def _sizes(given: Any, names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    if not isinstance(given, dict) or len(given) < 2 or list(given) != list(names[: len(given)]):
        raise InputError("'settings.models'", value=given, expected=f"numbers for {', '.join(names)}")
    return tuple((name, _count(number, f"models.{name}")) for name, number in given.items())


def _count(value: Any, key: str, *, least: int = 1) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _MOST:
        raise InputError(f"'settings.{key}'", value=value, expected=f"a whole number, {least} or more")
    return value
