"""The evidence card as PDF/A-3a with PDF/UA-1: WeasyPrint lays it out, pikepdf seals it."""
