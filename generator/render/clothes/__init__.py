"""What a person wears: garments, head wear, glasses, imported meshes."""
