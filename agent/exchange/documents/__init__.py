"""A report as a file to read, print or send: plain blocks, and each way to write them."""
