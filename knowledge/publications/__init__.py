"""What others have published, and its editions: frameworks, detections, incidents, requirements."""
