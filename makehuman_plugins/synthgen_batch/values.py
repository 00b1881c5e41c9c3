"""What is chosen in the panel's parts, as JSON values, and chosen again from them."""

from __future__ import annotations

from typing import Any, Mapping


def chosen_values(task: Any) -> dict[str, Any]:
    """Return what is chosen in a task's parts; a set has to be."""
    files = task.files
    return {
        "design": str(task.choice.name),
        "people": {"folder": task.people.folder.text(), "ids": task.people.chosen},
        "signals": [signal.signal for signal in task.choose_signals.chosen],
        "views": {"set": task.views.sets.currentData(), "ids": [view.id for view in task.views.chosen]},
        "size": [files.width.value(), files.height.value()],
        "codec": files.codec.currentData(),
        "au_basis": files.basis.currentData(),
        "out": files.out.text(),
        "speeds": task.summary.kept(),
    }


def choose_values(task: Any, kept: Mapping[str, Any]) -> None:
    """Choose what ``chosen_values`` returned. Raises KeyError, TypeError, ValueError where another version did."""
    files = task.files
    task.people.restore(kept["people"]["folder"], kept["people"]["ids"])
    task.choose_signals.restore(kept["signals"])
    task.views.restore(kept["views"]["set"], kept["views"]["ids"])
    width, height = kept["size"]
    files.square.setChecked(width == height)
    files.width.setValue(width)
    files.height.setValue(height)
    files.codec.setCurrentIndex(max(0, files.codec.findData(kept["codec"])))
    files.basis.setCurrentIndex(max(0, files.basis.findData(kept["au_basis"])))
    files.out.setText(kept["out"])
    task.summary.restore(kept["speeds"])
