"""Ways for letters out of the house: a mail server, or a folder for practice."""
