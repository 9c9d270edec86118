"""The watch: what a change of the catalog means for models that were made before it."""

from agent.watch.judging import News, NewsKind, counted_news, news
from agent.watch.keeping import remember, remembered
from agent.watch.snapshot import Snapshot, snapshot_of

__all__ = ["News", "NewsKind", "Snapshot", "counted_news", "news", "remember", "remembered", "snapshot_of"]
