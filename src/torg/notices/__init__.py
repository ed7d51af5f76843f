"""Letters that leave the house by e-mail: written with the deed they tell of, sent once."""
