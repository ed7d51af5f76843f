"""Design tokens, components and the gallery. Owns no data."""
