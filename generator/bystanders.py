"""Bystanders: files that computers and hosts leave in folders, and those that hosts ask for.

They are no part of a dataset, wherever they lie: never inputs, never signed, and no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: of macOS, Windows, Linux, network storage, and programs that lock a table while they show it
_FILES = (
    *(r"\.DS_Store", r"\._.*", r"\.apdisk", r"\.localized", r"\.VolumeIcon\.icns", "Icon\r"),
    *(r"Thumbs\.db(:encryptable)?", r"ehthumbs(_vista)?\.db", r"desktop\.ini"),
    *(r"\.directory", r"\.nfs.*", r"\.fuse_hidden.*", r"\.hidden"),
    *(r"\.~lock\..*#", r"~\$.*"),
    r".*:Zone\.Identifier",  # Windows' mark of what was downloaded, a file of its own where it is copied to Linux
)
#: what hosts of data and code ask for: a description, a licence, their settings
_HOST_FILES = (
    *(r"README(\.(md|txt|rst|html))?", r"(LICENSE|LICENCE|COPYING|NOTICE)(\.(md|txt|rst))?"),
    *(r"\.git", r"\.gitattributes", r"\.gitignore", r"\.gitkeep", r"\.gitmodules", r"\.hfignore", r"\.dvcignore"),
    *(r"\.zenodo\.json", r"dataset_infos\.json"),
)
#: none that an id may be called like: a person's clips are in a folder of that name
_FOLDERS = (
    *(r"\.AppleDouble", r"\.AppleDB", r"\.AppleDesktop", r"\.Spotlight-V100", r"\.fseventsd", r"\.TemporaryItems"),
    *(r"\.Trashes", r"\.DocumentRevisions-V100", r"__MACOSX"),
    *(r"\$RECYCLE\.BIN", r"System Volume Information", r"\.Trash-.*", r"\.Trash", r"\.thumbnails"),
    *(r"@eaDir", r"@tmp", r"@Recycle", r"\.@__thumb", r"#recycle", r"#snapshot", r"\.snapshots?", r"\.zfs"),
    *(r"\.git", r"\.github", r"\.dvc", r"\.datalad", r"\.hg", r"\.svn", r"\.cache", r"\.huggingface"),
    *(r"\.ipynb_checkpoints", r"\.idea", r"\.vscode", r"\.rsync-partial", r"\.~tmp~"),
)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(names), re.IGNORECASE | re.DOTALL)


_FILE, _FOLDER = _pattern((*_FILES, *_HOST_FILES)), _pattern(_FOLDERS)


def is_bystander(name: str, *, folder: bool) -> bool:
    """Tell whether the name of a file (or of a ``folder``, with all that is in it) is one of a bystander.

    >>> is_bystander(".DS_Store", folder=False), is_bystander(".git", folder=True), is_bystander("a.mhm", folder=False)
    (True, True, False)
    """
    return bool((_FOLDER if folder else _FILE).fullmatch(name))


def is_bystander_path(path: str) -> bool:
    """Tell whether a file's path, relative to a dataset and with forward slashes, is one of a bystander.

    >>> is_bystander_path("clips/@eaDir/a.mp4"), is_bystander_path("inputs/models/._ada.mhm")
    (True, True)
    """
    *folders, name = path.split("/")
    return is_bystander(name, folder=False) or any(is_bystander(one, folder=True) for one in folders)
