"""The door for coding agents: the Model Context Protocol over the same sessions and files that people work on."""
