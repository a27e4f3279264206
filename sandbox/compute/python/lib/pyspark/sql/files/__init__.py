"""Files of volumes, DBFS and the workspace tree as DataFrames."""
