"""Reports of tools that tested a system, read back into its threat model as proposals."""
