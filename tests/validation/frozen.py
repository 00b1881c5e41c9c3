"""What a refactoring must not change: frames and records, audits, files, commands; recorded before, compared after.

    python tests/validation/frozen.py record OUT.json
    python tests/validation/frozen.py compare OLD.json [--parts frames,audits,files,commands,makehuman]

Runs in the project's own environment, through the command line and files on disk, in a new folder with a cache of its
own; frozen.yaml says what is asked for. ``compare`` records again and prints every difference; exit code 1 where there
is one. Wording may differ: it is printed last, and does not count. What ../shared has is used where it is there.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module, metadata
from itertools import product
from pathlib import Path
from typing import Any

import click
import yaml
from PIL import Image, ImageSequence

from synthgen.dataset.columns import unpacked

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
SHARED = Path(__file__).resolve().parents[3] / "shared"
HOST = SHARED / "tools" / "makehuman_host.py"
GROUPS = [f"{sex}_{of}" for sex, of in product(("female", "male"), ("african", "asian", "caucasian", "hispanic"))]
SIGNALS, ANGLES, CODES = (DATA[name].split() for name in ("signals", "angles", "codes"))
#: of records and dataset.json: when, in what form and by which sources it was made, and what follows from that
LOOSE = ("created", "finished", "format", "renderer", "renderers", "sources", "synthgen", "sha256_file", "root_hash")


@dataclass(frozen=True)
class Place:
    """A folder to work in, and how the program is started there."""

    folder: Path
    workers: str
    environment: Mapping[str, str] = field(repr=False)

    def run(self, *words: str, inside: str = ".", start: Sequence[str] = ("-m", "synthgen")) -> Any:
        """Give a synthgen command."""
        print(f"  synthgen {' '.join(words)}"[:118], file=sys.stderr, flush=True)
        command, folder = [sys.executable, *start, *words], self.folder / inside
        return subprocess.run(command, cwd=folder, env=self.environment, capture_output=True, text=True, check=False)

    def do(self, *words: str) -> None:
        """Give a synthgen command that must succeed."""
        done = self.run(*words)
        if done.returncode:
            raise SystemExit(f"synthgen {' '.join(words)}: {done.stderr[-2000:]}")

    def normal(self, text: str) -> str:
        """Return a text without what differs between runs and checkouts: folders, times, versions, hashes."""
        text = text.replace(metadata.version("synthgen"), "VERSION")
        text = re.sub(r"(?<![\w.:/+=])/(?:[\w.+-]+/)+", "/…/", text.replace(str(self.folder), "HERE"))
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,6}|\d{4}-\d\d-\d\d( \d\d:\d\d)?", "WHEN", text)
        text = re.sub(r'"seconds": ?[0-9.]+|(?<=[>|]) ?((&lt;|\\?<) )?[0-9.]+ (s|min)[0-9 s]*(?= ?[|<])', "TOOK", text)
        return re.sub(r"\b[0-9a-f]{16,}\b", "HASH", text)


def digest(content: Any) -> str:
    """Return a short hash of bytes, or of a value as JSON."""
    content = content if isinstance(content, bytes) else json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:24]


def without(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in LOOSE}


def file_hash(path: Path, place: Place) -> str:
    """Return a hash of what a file holds: pixels of a picture, normal text, or bytes."""
    if path.suffix in (".png", ".gif"):
        with Image.open(path) as picture:
            frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(picture)]
        return digest(b"".join(str(frame.size).encode() + frame.tobytes() for frame in frames))
    try:
        return digest(place.normal(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        return digest(path.read_bytes())


def write_inputs(place: Place) -> None:
    """Write designs, people, signals, broken files, and a MakeHuman data folder."""
    top, clothes = place.folder / "inputs", place.folder / "data" / "clothes"
    for name, text in DATA["texts"].items():
        (place.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (place.folder / name).write_text(text, encoding="utf-8")
    for name, design in DATA["designs"].items():
        (top / f"{name}.yaml").write_text(in_shared(json.dumps({"name": name, "seed": 7, **design})))
    peaks = [(f"AU{code}", 2 + k % 13) for k, code in enumerate(CODES)]  # about nine at a time
    keys = [f"  {code}: [[0, 0], [{at - 1}, 0], [{at}, 0.9], [{at + 1}, 0]]" for code, at in peaks]
    (top / "all.yaml").write_text("\n".join(["signal: all", "frames: 16", "fps: 24", "tracks:", *keys]))
    for turn, number in enumerate(DATA["people"].split()):
        write_person(top / "people" / f"look{number}.mhm", int(number), turn)
    for turn, lines in enumerate(DATA["worn"]):
        write_person(top / "worn" / f"worn{turn}.mhm", turn, 0, lines)
    for name, (vertex, before, material) in DATA["boards"].items():
        corners = ((-0.4, -0.2), (0.4, -0.2), (0.4, 0.2), (-0.4, 0.2))
        rows = [f"{vertex} {vertex} {vertex} 1 0 0 {x} {y} {before}" for x, y in corners]
        head = [f"name {name}", f"uuid {name}-1", f"obj_file {name}.obj", f"material {material}"]
        rows = [*head, "z_scale 962 5320 2.2795", "verts 0", *rows, "delete_verts", "100 - 120"]
        (clothes / f"{name}.mhclo").write_text("\n".join(rows))
        (clothes / f"{name}.obj").write_text(DATA["board"])
    noise = bytes(k * k // 7 % 251 for k in range(64 * 64 * 4))
    Image.frombytes("RGBA", (64, 64), noise).save(clothes / "hat.png")
    Image.frombytes("RGB", (32, 32), noise[: 32 * 32 * 3]).save(place.folder / "data/skins/noise/skin.png")
    if SHARED.is_dir():
        shutil.copytree(SHARED / "data/makehuman-host/eyes", place.folder / "data/eyes", copy_function=shutil.copyfile)


def in_shared(text: str) -> str:
    return text.replace("{shared}", str(SHARED))


def write_person(path: Path, number: int, turn: int, lines: Sequence[str] = ()) -> None:
    """Write a model with macros and a modifier, and what is declared of it: other conditions at every turn."""
    age, origin = 18 + number * 7 % 73, ("african", "asian", "caucasian")[number % 3]
    macros = {"Gender": number % 2, "Age": 0.5 + (age - 25) / 130, origin.capitalize(): 1}
    shape = [f"modifier macrodetails/{name} {value:.6f}" for name, value in macros.items()]
    shape.append(f"modifier nose/nose-hump-decr|incr {turn % 7 / 10 - 0.3:.6f}")
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["version v1.2.0", f"name {path.stem}", *shape, *lines, "subdivide False"]))
    side, places = ("left", "right")[turn // 2 % 2], DATA["scars"]
    scars = [{"place": places[(turn + k) % 8], "length": 9 + turn % 30, "angle": turn * 13 % 180 - 90} for k in (0, 3)]
    kinds: list[tuple[str, Any]] = [
        ("scars", scars[: 1 + turn % 2]),
        ("palsy", {"side": side, "severity": round(turn % 5 / 5 + 0.2, 1)}),
        ("strabismus", {"eye": side, "inward": turn % 9 * 5 - 20, "upward": turn % 4 - 1.5}),
        ("vitiligo", round(turn % 6 / 10 + 0.1, 1)),
        ("asymmetry", turn % 4 / 4 + 0.1),
    ]
    who = {"gender": ("female", "male")[number % 2], "ethnicity": origin, "age": age, "skin_tone": 1 + number * 3 % 10}
    conditions = dict(kinds[k % 5] for k in (turn, turn // 5)) if turn % 4 else {}
    path.with_suffix(".demographics.yaml").write_text(json.dumps({**who, "conditions": conditions}))


# -- frames and records


def render(place: Place, name: str, *words: str, **chosen: Sequence[str]) -> None:
    """Render cells of a design into the folder NAME: ``models=["ada"]`` and so on, all where nothing is chosen."""
    pairs = ",".join(f"{key[:-1]}={value}" for key, values in chosen.items() for value in values)
    place.do("render", "--out", name, "--workers", place.workers, "-q", *words, *(("--only", pairs) if pairs else ()))


def frames(place: Place) -> dict[str, Any]:
    """Return what was recorded of every clip, by set, and how often each word of a look, condition, … occurs."""
    suite, drawn = ([f"{head}{of}_{n}" for of in GROUPS for n in range(1, to)] for head, to in (("", 4), ("p48_", 7)))
    sets = ["looks", "resampled", "slow", "ffv1", "sim2real", "diverse", "big", "huge", "imported", "png", "audited"]
    for name in sets[:4]:
        render(place, name, "--design", f"inputs/{name}.yaml")
    for k in range(7):  # in several runs each: they go on where the last one stopped
        two, other = [ANGLES[2 * k % 9], ANGLES[(2 * k + 1) % 9]], SIGNALS[(k + 3) % 7 :: 7][:2]
        render(place, "sim2real", models=suite[k::7], signals=SIGNALS[k::7], angles=two)
        render(place, "diverse", "--design", "diverse", models=drawn[k::7], signals=other, angles=two)
    four = {"models": drawn[::12], "signals": ["shout"], "angles": ANGLES[2:4]}
    render(place, "big", "--design", "diverse", "--size", "512", **four)
    render(place, "huge", "--size", "1024", "--seed", "3", "--limit", "1")
    cache = place.folder / "cache-with-imports"
    shutil.copytree(place.folder / "cache", cache)
    richer = replace(place, environment={**place.environment, "SYNTHGEN_CACHE": str(cache)})
    richer.do("assets", "import", "data")
    render(richer, "imported", "--design", "inputs/imported.yaml")
    if SHARED.is_dir():
        richer.do("assets", "import", str(SHARED / "data/facshuman"))
        some = {"models": suite[::7], "signals": SIGNALS[::6], "angles": ANGLES[2:3]}
        render(richer, "facshuman", "--au-basis", "facshuman", **some)
        render(richer, "published", "--design", "inputs/published.yaml")
        sets += ["facshuman", "published"]
    result = {name: dataset(place, name) for name in sets}
    return {"sets": result, "occurs": occurring(result)}


def dataset(place: Place, name: str) -> dict[str, Any]:
    """Return a dataset's records by clip, dataset.json, table and preview, less what says when and by which sources."""
    root = place.folder / name
    lines = (root / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    records = [unpacked(json.loads(line)) for line in lines]
    facts, table = json.loads((root / "dataset.json").read_text()), (root / "manifest.csv").read_text(encoding="utf-8")
    clips = {record["clip"]: {**without(record), "face": digest(record["face"])} for record in records}
    parts: dict[str, dict[str, Any]] = {"model": {}, "signal": {}}
    for record, (kind, known) in product(clips.values(), parts.items()):  # what records have in common stands once
        part = record[kind]
        record[kind] = part["id"] if known.setdefault(part["id"], part) == part else part
    table = digest(sorted(re.sub(r"\b[0-9a-f]{64}\b", "", table).splitlines()))
    preview = file_hash(root / "preview.png", place) if (root / "preview.png").exists() else None
    return {**parts, "clips": clips, "facts": without(facts), "table": table, "preview": preview}


def occurring(sets: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return {field: {word: how many clips}} of all records."""
    counts: dict[str, Counter[str]] = {}

    def count(value: Any, name: str) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                count(item, f"{name}.{key}")
        elif isinstance(value, list):
            for item in value:
                count(item, name)
        elif isinstance(value, str) or name == "model.skin_tone":
            counts.setdefault(name, Counter())[str(value)] += 1

    for content in sets.values():
        for record in content["clips"].values():
            model = content["model"].get(str(record["model"]), record["model"])
            count({key: model[key] for key in ("gender", "skin_tone", "conditions", "appearance")}, "model")
            count({"kinds": list(model["conditions"]) or ["none"]}, "model.conditions")
            count({"signal": str(record["signal"]), "angle": record["angle"]["id"], "codec": record["codec"]}, "clip")
    return {name: dict(sorted(values.items())) for name, values in sorted(counts.items())}


# -- audits


def plant(root: Path, what: str = "", where: str = "", *more: Any) -> None:
    """Do to a file what frozen.yaml says."""
    path = (sorted(root.glob(where)) or [root / where])[0] if where else root
    if what == "delete":
        path.unlink()
    elif what == "move":
        path.rename(root / more[0])
    elif what == "link":
        path.symlink_to(more[0])
    elif what == "cut":
        os.truncate(path, path.stat().st_size - more[0])
    elif what == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(more[0])
    elif what == "flip":
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    elif what == "swap":
        other = min(root.glob(more[0]))
        first, second = path.read_bytes(), other.read_bytes()
        path.write_bytes(second)
        other.write_bytes(first)
    elif what == "replace":
        old = path.read_text(encoding="utf-8")
        new = re.sub(more[0], more[1], old, count=1)
        assert old != new, f"{where} has no {more[0]}"
        path.write_text(new, encoding="utf-8")


def audits(place: Place) -> dict[str, Any]:
    """Return the reports on a clean set and on one with each fault: what counts, and its wording."""
    reports, root = {}, place.folder / "faulty"
    for name, fault in DATA["faults"].items():
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(place.folder / "audited", root)
        lines = (root / "manifest.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        (root / "manifest.jsonl").write_text("".join(sorted(lines, key=lambda line: json.loads(line)["clip"])))
        plant(root, *fault)
        words = ["--full", "--rerender", "1", "--rerender-seed", "7", "--json", "--no-report", "--workers"]
        done = place.run("audit", "faulty", *words, place.workers)
        if not done.stdout.startswith("{"):
            reports[name] = {"exit": done.returncode, "wording": place.normal(done.stderr)}
            continue
        report = json.loads(done.stdout.replace(str(root), "HERE"))
        checks, findings, tables = report["audit"]["checks"], report["findings"], report["coverage"].get("tables", [])
        said = [item[key] for item in (*findings, *checks) for key in ("message", "remedy", "did") if key in item]
        report |= {
            "dataset": without(report["dataset"]),
            "audit": {"options": report["audit"]["options"], "policy": report["audit"]["policy"]["name"]},
            "checks": [[check[key] for key in ("stage", "status", "findings")] for check in checks],
            "findings": [[finding[key] for key in ("code", "severity", "clip", "path")] for finding in findings],
            "wording": [place.normal(text) for text in said],
        }
        report["coverage"]["tables"] = {f"{table['count']}: {table['factors']}": digest(table) for table in tables}
        reports[name] = {"exit": done.returncode, **report}
    return reports


# -- what other commands write and say, and the commands themselves


def files(place: Place) -> dict[str, Any]:
    """Return exit code, output and hashes of files of commands, each given in a folder of its own."""
    results = {}
    for name, line in {**DATA["files"], "python": ""}.items():
        if "{shared}" in line and not SHARED.is_dir():
            continue
        root = place.folder / f"of-{name}"
        root.mkdir()
        start = ("-m", "synthgen") if line else ("-c", DATA["python"])
        done = place.run(*shlex.split(in_shared(line)), inside=root.name, start=start)
        written = sorted(path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
        hashes = {path.relative_to(root).as_posix(): file_hash(path, place) for path in written}
        said = [place.normal(text).splitlines() for text in (done.stdout, done.stderr)]
        results[name] = {"exit": done.returncode, "said": said[0], "files": hashes, "wording": said[1]}
    return results


def commands(place: Place) -> dict[str, Any]:
    """Return every command with its options and arguments, and how commands are refused."""
    refused = {}
    for line in DATA["refused"]:
        done = place.run(*line.split())
        refused[line] = {"exit": done.returncode, "wording": place.normal(done.stdout + done.stderr).splitlines()}
    return {"refused": refused, "tree": {" ".join(path): described(context) for path, context in walk(program())}}


def program() -> click.Context:
    """Return the command line's root, however its module calls it."""
    groups = [value for value in vars(import_module("synthgen.cli")).values() if isinstance(value, click.Group)]
    return click.Context(groups[0], **groups[0].context_settings)


def below(context: click.Context, name: str) -> click.Context | None:
    """Return a command of a group, also a hidden one; None where there is none."""
    group = context.command
    found = group.get_command(context, name) if isinstance(group, click.Group) else None
    return None if found is None else click.Context(found, parent=context, info_name=name, **found.context_settings)


def walk(context: click.Context, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Context]]:
    yield path, context
    for name in context.command.list_commands(context) if isinstance(context.command, click.Group) else ():
        if (found := below(context, name)) is not None:
            yield from walk(found, (*path, name))


def described(context: click.Context) -> dict[str, Any]:
    """Return {spelling: what it takes} of a command's options, and its arguments in order."""
    parameters: dict[str, Any] = {"arguments": []}
    for parameter in context.command.get_params(context):
        info = parameter.to_info_dict()
        kept = {key: info.get(key) for key in ("nargs", "multiple", "required", "is_flag", "count")}
        kept |= {key: info["type"].get(key) for key in ("choices", "min", "max")}
        kept["default"] = "computed" if callable(parameter.default) else repr(parameter.default)
        if isinstance(parameter, click.Argument):
            parameters["arguments"].append(kept)
        else:
            parameters |= dict.fromkeys((*parameter.opts, *parameter.secondary_opts), kept)
    return parameters


def lost(old: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what of an old tree the program does not take any more; what is new, or hidden now, is fine."""
    for path, parameters in old.items():
        context: click.Context | None = program()
        for name in path.split():
            context = context and below(context, name)
        if context is None:
            yield f"commands/{path}", "is gone"
            continue
        now = described(context)
        for spelling, kept in parameters.items():
            if spelling in now:
                yield from differences(kept, now[spelling], f"commands/{path} {spelling}")
            elif not accepts(context, spelling, kept):
                yield f"commands/{path} {spelling}", "is gone"


def accepts(context: click.Context, spelling: str, kept: Mapping[str, Any]) -> bool:
    """Tell whether a command takes an option that it does not list."""
    values = [] if kept["is_flag"] or kept["count"] else ["1"] * kept["nargs"]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            context.command.make_context("synthgen", [spelling, *values], parent=context.parent)
    except click.NoSuchOption:
        return False
    except (Exception, SystemExit):  # another objection: to the value, or that something is missing
        return True
    return True


# -- MakeHuman


def makehuman(place: Place) -> dict[str, Any]:
    """Return what the plugin recorded in a real MakeHuman."""
    if not HOST.exists() or shutil.which("xvfb-run") is None:
        return {"skipped": "no ../shared, or no xvfb"}
    host, sets = place.folder / "host", {}
    user = host / "home" / "makehuman" / "v1py3"
    subprocess.run([sys.executable, str(HOST), "create", str(host)], check=True, capture_output=True)
    shutil.copytree(SHARED / "data/facshuman", user / "data/facshuman", copy_function=shutil.copyfile)
    place.do("makehuman", "install", "--user-dir", str(user))
    for name, job in DATA["makehuman"].items():
        out, result, file = place.folder / f"makehuman-{name}", place.folder / f"{name}.json", host / "job.json"
        file.write_text(in_shared(json.dumps({**job, "out": str(out), "result": str(result)})))
        environment = {key: value for key, value in place.environment.items() if key != "DISPLAY"}
        command, environment["SYNTHGEN_JOB"] = [sys.executable, str(HOST), "run", str(host)], str(file)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
        answer = result.read_text() if result.exists() else done.stderr[-2000:]
        if '"done"' not in answer:
            raise SystemExit(f"MakeHuman: {answer}")
        sets[name] = dataset(place, out.name)
        sets[name]["facts"]["assets"].sort(key=lambda asset: str(asset["id"]))
        for record in sets[name]["clips"].values():
            record["assets"].sort()
    return sets


# -- recording and comparing

PARTS: dict[str, Callable[[Place], dict[str, Any]]] = {
    "frames": frames, "audits": audits, "files": files, "commands": commands, "makehuman": makehuman
}  # fmt: skip


def recorded(parts: Sequence[str], workers: str) -> dict[str, Any]:
    """Return the parts, made in a new folder."""
    packages = ("synthgen", "numpy", "numba", "av", "pillow", "click")
    result: dict[str, Any] = {"versions": {name: metadata.version(name) for name in packages}, "parts": {}}
    with tempfile.TemporaryDirectory(prefix="synthgen-frozen-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        place = Place(folder, workers, {**os.environ, "SYNTHGEN_CACHE": str(folder / "cache"), "COLUMNS": "100"})
        write_inputs(place)
        place.do("assets", "fetch")
        for needed in ("png", "audited"):
            render(place, needed, "--design", f"inputs/{needed}.yaml")
        for part in parts:
            before = os.times()
            result["parts"][part] = PARTS[part](place)
            used = os.times().children_user - before.children_user
            print(f"{part}: {used:.0f} s of CPU, {os.times().elapsed - before.elapsed:.0f} s", file=sys.stderr)
    return result


def differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, what was and is) of every value that differs; 1 and 1.0 do."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from differences(old.get(key, "(absent)"), new.get(key, "(absent)"), f"{path}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from differences(*pair, f"{path}/{index}")
    elif json.dumps(old, sort_keys=True) != json.dumps(new, sort_keys=True):
        yield path, " → ".join(json.dumps(value, ensure_ascii=False)[:300] for value in (old, new))


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Print differences and return the exit code."""
    found: list[tuple[str, str]] = []
    for part, content in new["parts"].items():
        if part == "commands":
            found += [*lost(old["parts"][part]["tree"])]
            found += differences(old["parts"][part]["refused"], content["refused"], "commands")
        else:
            found += differences(old["parts"][part], content, part)
    counted = [pair for pair in found if "/wording" not in pair[0]]
    wording = [pair for pair in found if "/wording" in pair[0]]
    notes = [*differences(old["versions"], new["versions"], "versions")]
    for title, pairs in (("note", notes), ("differs", counted), ("wording", wording)):
        for path, change in pairs:
            print(f"{title}: {path}: {change}")
    fields = Counter(re.sub(r"/clips/[^/]+|/\d+", "", path) for path, _ in counted)
    print("\n".join(f"{count:6} × {name}" for name, count in fields.most_common(40)))
    print(f"{len(counted)} differences; {len(wording)} of wording")
    return 1 if counted else 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("record", "compare"))
    options.add_argument("file", type=Path)
    options.add_argument("--parts", default=",".join(PARTS))
    options.add_argument("--workers", default="2")
    given = options.parse_args()
    parts = given.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        options.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    old = json.loads(given.file.read_text(encoding="utf-8")) if given.what == "compare" else None
    new = recorded(parts, given.workers)
    if old is not None:
        return compare(old, new)
    given.file.write_text(json.dumps(new, indent=0, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
