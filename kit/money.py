"""Money is an integer of đồng."""


def dong(amount: int) -> str:
    """20000 -> '20.000 đ'."""
    return f"{amount:,}".replace(",", ".") + " đ"
