"""The end of the program, asked for by a job."""

from __future__ import annotations

from typing import Any


def end_application(app: Any) -> None:
    """End MakeHuman as its own window does when it is closed, which asks where there are unsaved changes.

    MakeHuman ends by an exception in the middle of an event, which in some hosts is a crash. Where there is nothing to
    ask, its event loop is left in the usual way instead, after all that MakeHuman does before: settings are saved and
    plugins unloaded.
    """
    if app.currentFile.modified:
        app.mainwin.close()
        return
    app.messages.stop()
    app.callEvent("onStop", None)
    app.exit(0)
