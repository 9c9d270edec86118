"""Parts of pages: each takes a domain object and shows it, or gives back the edits a person made."""
