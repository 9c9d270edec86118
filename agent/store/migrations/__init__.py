"""The numbered steps from the first tables to the present ones, and how Alembic comes to run them."""
