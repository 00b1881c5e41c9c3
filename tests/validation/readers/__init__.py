"""What reads faces: detectors, landmarks, expressions, colours of regions. Runs in an environment of its own."""
