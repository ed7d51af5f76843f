"""How figures are written for people: Swedish grouping and decimal comma."""

NO_BREAK = "\N{NO-BREAK SPACE}"
# Nobody reads the difference between so many that wait and more.
MOST_COUNTED = 500


def number(value: float, decimals: int = 0) -> str:
    """12 345,6 with no-break spaces; `decimals` digits after the comma."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", NO_BREAK).replace(".", ",").replace("-", "\N{MINUS SIGN}")


def counted(value: int) -> str:
    """A number that was counted no further than MOST_COUNTED: then »500+«."""
    return f"{number(MOST_COUNTED)}+" if value > MOST_COUNTED else number(value)


def percent(share: float, decimals: int = 0) -> str:
    """A share of 1 as per cent: 0.987 is 99 %."""
    return f"{number(share * 100, decimals)}{NO_BREAK}%"


def megabytes(size: int) -> str:
    """A size in bytes as kB below a megabyte, else MB with one decimal (decimal units)."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)) if size else 0)}{NO_BREAK}kB"
    return f"{number(size / 1_000_000, 1)}{NO_BREAK}MB"
