"""What MakeHuman loads: the script plugin lives here."""
