"""Croissant's responsible-AI fields, answered from what an audit measured and from how synthgen makes a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthgen.dataset import factors
from synthgen.publish import words
from synthgen.publish.publication import Publication

if TYPE_CHECKING:
    from synthgen.audit.report import Report

USES = (
    "Training and testing recognisers of facial signals and action units on pictures whose labels are exact.",
    "Testing how a recogniser depends on who is seen, and from where: each factor is declared and can be varied alone.",
    "Testing programs and pipelines with pictures of faces that nobody has to consent to.",
)
NO_USES = (
    "Not for concluding what real people feel: signals are posed by a program, not felt.",
    "Not for concluding anything about real groups: declared groups are parameters of models.",
    "Not for identifying people: a recogniser of identity that was trained on these faces has seen no real one.",
    "Not as the only test before use on real people: how results carry over to photographs has to be measured on them.",
)


def responsible_ai(report: Report, publication: Publication) -> dict[str, Any]:
    """Return the fields of the RAI vocabulary 1.0. ``report`` is an audit's."""
    data = report.dataset
    return {
        "rai:dataCollection": (
            f"Nothing was collected: synthgen {words.plain(data.synthgen)} rendered {words.design_line(report)}. "
            "The frozen design and every input are in the dataset, and make it again."
        ),
        "rai:dataCollectionType": ["Software Collection", "Synthetic: rendered by a program"],
        "rai:dataCollectionRawData": raw_data(report),
        "rai:dataCollectionTimeFrame": [words.plain(data.created), words.plain(data.finished)],
        "rai:dataCollectionMissingData": missing(report),
        "rai:dataPreprocessingProtocol": [preprocessing(report)],
        "rai:dataAnnotationProtocol": annotation(),
        "rai:annotationsPerItem": "0 by people. Labels are what each clip was rendered from.",
        "rai:machineAnnotationTools": [
            f"synthgen {words.plain(data.synthgen)}",
            *map(words.plain, data.renderers),
        ],
        "rai:dataBiases": biases(report),
        "rai:dataLimitations": limitations(report),
        "rai:dataUseCases": [*USES, *NO_USES],
        "rai:dataSocialImpact": social_impact(),
        "rai:personalSensitiveInformation": [f"None. {words.SYNTHETIC} {words.LIKENESS}", words.DECLARED],
        "rai:dataReleaseMaintenancePlan": maintenance(publication),
    }


def raw_data(report: Report) -> str:
    """Return what the clips were made from."""
    listed = report.coverage.licences
    assets = [
        f"{words.plain(one.id)} ({words.plain(one.spdx or 'no licence')}, in {words.number(one.clips)} clips)"
        for one in listed
    ]
    return (
        "Parametric head models, animations of action units and angle specifications, as files under inputs/; "
        f"shapes from the assets {', '.join(assets) or 'that dataset.json lists'}; the action units' shapes are "
        f"'{words.plain(report.dataset.au_basis)}'."
    )


def missing(report: Report) -> str:
    """Return which declared clips are not there, and what is not declared of people."""
    cells = report.coverage.cells
    gone = f"{words.number(cells.missing)} of {words.number(cells.declared)} declared clips are missing"
    more = f", {words.number(cells.undeclared)} are of no declared cell" if cells.undeclared else ""
    return f"{gone}{more}. Of {len(report.coverage.people)} people, {words.undeclared_line(report)}."


def preprocessing(report: Report) -> str:
    """Return what happened between drawing and file."""
    return (
        f"Frames were encoded ({words.picture_line(report)}), decoded again and hashed; no clip was selected, cropped, "
        "filtered or retouched."
    )


def annotation() -> str:
    """Return where labels come from."""
    return (
        "Nobody annotated anything. Signal, emotion, action units, onset, apex and offset are those of the animation "
        "that the clip plays; angle and camera are those it was drawn with; the outline of the face is projected from "
        f"its geometry. {words.DECLARED}"
    )


def biases(report: Report) -> list[str]:
    """Return how even the dataset is, factor by factor, and what people tell of labels."""
    lines = []
    for name, factor in words.factors(report).items():
        of_people = ""
        if factor.people:
            of_people = f" People: {words.levels_line(factor, people=True)}."
        lines.append(
            f"{factors.title(name)}: {words.evenness_line(factor)}. Clips: {words.levels_line(factor)}.{of_people}"
        )
    lines.append(words.leak_line(report))
    lines += [
        f"Found by the audit ({finding.code}): {words.plain(finding.message, longest=400)}"
        for finding in report.findings
        if finding.code in ("group-missing", "group-small", "groups-uneven", "label-leak", "group-darker")
    ]
    return lines


def limitations(report: Report) -> list[str]:
    """Return what the dataset cannot show, in numbers where there are any."""
    shown = words.factors(report)
    scenes = words.levels_line(shown["scene"])
    skipped = "; ".join(words.skipped_checks(report)) or "nothing was left out"
    return [
        f"{len(report.coverage.people)} people are few: clips of one person are not independent of each other; ages "
        f"{words.ages_line(report)}.",
        "The pictures are drawings of models, not photographs: skin, hair, light and motion are simpler than in life.",
        f"Signals are animations of action units, played alike by everybody. Scenes: {scenes}.",
        "Whether recognisers that were trained on photographs read all groups of this dataset alike was not measured.",
        f"{words.audit_line(report)}. Not checked: {skipped}.",
    ]


def social_impact() -> str:
    """Return what good and what harm may come of the dataset."""
    return (
        "Synthetic faces spare real people from being filmed, and let a test vary who is seen while all else "
        "stays. Harm may come of taking posed signals for feelings, of taking declared groups for real ones, and of "
        "using recognisers of emotion on people who have not agreed to it."
    )


def maintenance(publication: Publication) -> str:
    """Return who maintains the dataset, as far as the publisher said."""
    who = ", ".join(author.name + (f" <{author.mail}>" if author.mail else "") for author in publication.authors)
    return (
        f"Version {publication.version}. Maintainer: {who or 'not named by the publisher'}. Copies are compared by the "
        "Merkle root over the records; a plan for updates was not given to the program that wrote this."
    )
