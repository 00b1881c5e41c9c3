"""The skin's texture and relief: pigment, marks, pores, lines and wrinkles."""
