"""The 21 social signals, 7 each for anger, confusion and disgust, as AU keyframes in YAML."""
