"""A model's ``.mhm`` as MakeHuman gets it: its modifiers as they stand, in the skin and with the parts of its look.

Of MakeHuman's own library (CC0) the high-poly eyes and the tongue are named, by their uuids. Where MakeHuman lacks
one it says so in its log and shows the model without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from synthgen.human.mhm import PROXY_KINDS, Model
from synthgen.human.mhmlines import mhm_text
from synthgen.makehuman.proxyfile import proxy_uuid

_EYES = ("HighPolyEyes", "2c12f43b-1303-432c-b7ce-d78346baf2e6")
_TONGUE = ("tongue01", "52ad91a3-caad-4e50-8c38-67634e5e789c")
#: what MakeHuman has to find in a file
_VERSION = "version v1.3.0"
#: kinds of line that MakeHuman writes behind all proxies
_BEHIND = ("clothesHideFaces", "material", "subdivide")


def model_text(model: Model, *, skin: str, eyes: str, parts: Mapping[str, str]) -> str:
    """Return the model's file in its skin and with its parts.

    ``skin`` and ``eyes`` are materials, as paths below MakeHuman's data folders, without blanks; ``parts`` are our own,
    {kind: name}, "hair" and "teeth" (see ``proxyfile``).

    Hair, teeth and tongue that the file names stay; eyebrows go, since the skin has them. A version that is missing is
    written, and blanks in the names of proxies become "_": MakeHuman reads neither.
    """
    replaced = {proxy.uuid for proxy in model.proxies if proxy.kind == "eyebrows" or proxy.uuid == _EYES[1]}
    kept: list[tuple[str, str]] = []
    last = "subdivide False"
    for line in mhm_text(model.source, model.path).rstrip("\n").split("\n"):
        kind, *words = line.split() or [""]
        if kind == "subdivide":
            last = line.rstrip()
        elif kind not in ("skinMaterial", "eyebrows") and not (kind == "material" and replaced.intersection(words)):
            kept.append((kind, _readable(line.rstrip(), kind, words)))
    behind = next((at for at, (kind, _) in enumerate(kept) if kind in _BEHIND), len(kept))
    lines = [line for _, line in kept]
    if not model.version:
        lines.insert(0, _VERSION)
        behind += 1
    lines[behind:behind] = _parts(model, parts)
    lines.append(f"skinMaterial {skin}")
    if _EYES[1] in replaced:
        lines.append(f"material {' '.join(_EYES)} {eyes}")
    lines.append(last)
    return "\n".join(lines) + "\n"


def _readable(line: str, kind: str, words: list[str]) -> str:
    """Return a line as MakeHuman reads it: the third word of a proxy's is its uuid, whatever the name."""
    return f"{kind} {'_'.join(words[:-1])} {words[-1]}" if kind in PROXY_KINDS and len(words) > 2 else line


def _parts(model: Model, parts: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of parts that the file does not name."""
    there = {proxy.kind for proxy in model.proxies}
    ours = {kind: (name, proxy_uuid(name)) for kind, name in parts.items()}
    for kind, (name, uuid) in {**ours, "tongue": _TONGUE}.items():
        if kind not in there:
            yield f"{kind} {name} {uuid}"
