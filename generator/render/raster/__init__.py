"""From posed triangles to pixels: projection, visibility, light, shading, tone."""
