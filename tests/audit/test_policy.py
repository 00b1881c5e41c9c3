"""Policies: what they may say, and what is said of those that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.audit.policy import Policy, builtin_policies, policy_of, read_policy
from synthgen.errors import InputError
from synthgen.reader.finding import found
from synthgen.yamlfile import parse


def policy(text: str) -> Policy:
    return policy_of(parse(text, where="policy.yaml"))


def test_the_built_in_policies_can_be_read() -> None:
    assert set(builtin_policies()) == {"default", "strict"}
    assert read_policy("strict").fail_on == "warning"
    assert read_policy("default") == Policy(description=read_policy("default").description)


def test_a_policy_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nages: 3\n")
    with pytest.raises(InputError, match=r"mine\.yaml, line 2: unknown key 'ages'.*Did you mean 'age_bands'"):
        read_policy(path)
    path.write_text("name: mine\nage_bands: [20, 40]\nseverity: {csv-missing: error, leftover: off}\n")
    mine = read_policy(path)
    missing, left = found("csv-missing", "x"), found("leftover", "x")
    assert mine.fails(mine.judge(missing) or left)
    assert mine.judge(left) is None
    assert [mine.band(years) for years in (5, 20, 39.5, 40, None)] == ["0–19", "20–39", "20–39", "40+", "undeclared"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fail_on: never", "line 1: 'fail_on' is 'never'; expected one of error, warning, note"),
        ("severity: {clip-mising: error}", r"unknown key 'clip-mising'.*Did you mean 'clip-missing'"),
        (
            "severity: {clip-missing: fatal}",
            r"'severity\.clip-missing' is 'fatal'; expected one of error, warn",
        ),
        ("age_bands: [30, 20]", r"'age_bands' is \[30, 20\]; expected rising"),
        ("balance: [{factors: [sex]}]", "'sex' is none of gender, ethnicity"),
        ("balance: [{factors: [signal], count: people}]", "people cannot be counted by signal.*Count clips"),
        ("balance: [{factors: [gender], ratio: 0.5}]", "expected a number from 1 to inf"),
        ("people: {declared: [name]}", "'name' is none of gender, ethnicity, age, skin_tone"),
        ("people: {ages: [18]}", r"'people\.ages' is \[18\]; expected 2 numbers"),
        ("people: {ages: [80, 18]}", r"'people\.ages' is \[80, 18\]; expected the lower one first"),
        ("people: {near: -1}", r"'people\.near' is -1; expected a number from 0"),
        ("balance: [{factors: [gender, age_band, gender]}]", "'gender' stands twice"),
        (
            "signature: {required: true, keys: [620969a0]}",
            r"'signature\.keys\[0\]' is '620969a0'; expected a finger",
        ),
        (f"signature: {{required: true, keys: [{'1' * 64}]}}", "is 1+\\.\\.\\.1+; expected a fingerprint.*quotes"),
        ("groups: {gender: female}", r"'groups\.gender' is 'female'; expected a list"),
        ("signature: {required: maybe}", r"'signature\.required' is 'maybe'; expected true or false"),
        ("pixels: {brightness: 1}", "unknown key 'brightness'"),
        ("- name", "expected a mapping"),
    ],
)
def test_a_wrong_policy_is_refused_at_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        policy(text)


def test_a_policy_that_is_nowhere() -> None:
    with pytest.raises(InputError, match=r"no policy 'defualt'.*Did you mean 'default'"):
        read_policy("defualt")
