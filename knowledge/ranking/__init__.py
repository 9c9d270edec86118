"""What the order of threats goes by beside their scores: reference systems, salience, families."""
