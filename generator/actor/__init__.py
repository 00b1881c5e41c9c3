"""One person before a camera: shaped, rigged with declared conditions, dressed and lit."""
