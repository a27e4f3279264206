"""The parts of Databricks' own package that notebooks import."""
