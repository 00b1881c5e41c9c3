"""``synthgen angles``: which viewing angle sets there are, and what is in one."""

from __future__ import annotations

import warnings

import click

from synthgen.cli.group import Group
from synthgen.scene.angles import RepeatedAngleWarning, builtin_angles, read_angles


@click.group(cls=Group)
def angles() -> None:
    """List and show viewing angle sets.

    Yaw > 0 moves the camera to the subject's left, pitch > 0 raises it, roll > 0 turns the picture's up to its right.
    """


@angles.command("list")
def list_() -> None:
    """List the angle sets that come with synthgen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RepeatedAngleWarning)
        for name in builtin_angles():
            spec = read_angles(name)
            click.echo(f"{name:22} {len(spec.angles):2} views  {spec.description.split('.')[0]}.")


@angles.command()
@click.argument("spec", metavar="NAME|FILE")
def show(spec: str) -> None:
    """Show the views of an angle set."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RepeatedAngleWarning)
        loaded = read_angles(spec)
    click.echo(f"{loaded.name}: {loaded.description}")
    for angle in loaded.angles:
        click.echo(f"  {angle.id:18} yaw {angle.yaw:+6.1f}°  pitch {angle.pitch:+6.1f}°  roll {angle.roll:+6.1f}°")
    for warning in caught:
        click.echo(f"synthgen: warning: {warning.message}", err=True)
