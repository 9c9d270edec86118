"""The signal that one edit cannot be applied."""


class Refused(Exception):
    """One edit cannot be applied; the message is the reason shown to the owner."""
