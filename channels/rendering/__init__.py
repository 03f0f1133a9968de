"""A Reply as the parts a vendor's channel can show."""
