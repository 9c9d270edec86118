"""The watch: what a change of the catalog means for models that were made before it."""

from agent.watch.model_impact import News, NewsKind, counted_news, news
from agent.watch.snapshot import Snapshot, snapshot_of
from agent.watch.snapshot_store import remember, remembered

__all__ = ["News", "NewsKind", "Snapshot", "counted_news", "news", "remember", "remembered", "snapshot_of"]
