"""Files and folders of files that people hand in, read under limits."""
