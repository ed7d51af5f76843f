"""The way of the desk to SQLite; Django asks for a folder of this shape."""
