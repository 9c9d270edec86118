"""The plan of measures, as rows, forms and bars."""
