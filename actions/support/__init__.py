"""What the answers about support are made of: the time asked about, the decisions, the money, the card to keep."""
