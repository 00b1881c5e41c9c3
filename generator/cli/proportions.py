"""``synthgen models proportions``: heads against published anthropometry."""

from __future__ import annotations

import click

from synthgen.errors import InputError


@click.command()
@click.argument("patterns", nargs=-1, metavar="[FILE.mhm|NAME]...")
def proportions(patterns: tuple[str, ...]) -> None:
    """Compare models' heads with published anthropometry: a table of indices by group and gender.

    Without names it measures the suite. A cell has the published mean ± standard deviation, the models', by how many
    published standard deviations the means differ, and the share of models no more than 2.5 from the published mean.
    """
    from synthgen.assets import load_assets
    from synthgen.human.library import find_models
    from synthgen.population.anthropometry import anthropometry
    from synthgen.population.proportions import proportions as compare

    rows = list(compare(find_models(patterns or ("*",)), load_assets()))
    groups = sorted({group for published in anthropometry().norms.values() for group in published})
    if not rows:
        raise InputError(
            "none of these models declares a gender and a group that something was published of",
            remedy=f"Groups: {', '.join(groups)}.",
        )
    click.echo(f"| index | | {' | '.join(groups)} |\n|---|---|{'---|' * len(groups)}")
    cells = {(row.index, row.gender, row.group): row for row in rows}
    for index, gender in dict.fromkeys((row.index, row.gender) for row in rows):
        line = []
        for group in groups:
            row = cells.get((index, gender, group))
            line.append(
                f"{row.published.mean:.1f} ± {row.published.spread:.1f}; {row.mean:.1f} ± {row.spread:.1f}; "
                f"{row.off:+.1f}; {row.within:.0%}"
                if row
                else "–"
            )
        click.echo(f"| {index} | {gender} | {' | '.join(line)} |")
    held = sum(row.within * row.people for row in rows) / sum(row.people for row in rows)
    near = sum(abs(row.off) <= 1 for row in rows)
    click.echo(f"\n{near} of {len(rows)} means lie within one standard deviation; {held:.1%} of all values within 2.5.")
