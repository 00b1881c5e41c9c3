"""Viewing angle sets in YAML: where the camera stands, in degrees."""
