"""The nouns of what is done, one file per family."""

from watchward.act.models.deployments import Deployment

__all__ = ["Deployment"]
