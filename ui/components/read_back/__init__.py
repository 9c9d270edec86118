"""The owner's sentences as they were understood, and the forms that mend them."""
