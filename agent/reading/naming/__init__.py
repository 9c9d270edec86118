"""What a system is called, and which names of its parts are known."""
