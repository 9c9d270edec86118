"""The way to an endpoint and back: requests, streams, retries, errors, and trying one out."""
