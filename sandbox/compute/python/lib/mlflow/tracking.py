"""The path by which MLflow names its client."""

from mlflow.client import MlflowClient

__all__ = ["MlflowClient"]
