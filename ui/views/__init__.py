"""The pages and the sections of the workspace, one file each."""
