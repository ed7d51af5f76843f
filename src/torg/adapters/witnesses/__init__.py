"""Where signed checkpoints go when they leave the house: a folder, e-mail, a time-stamp."""
