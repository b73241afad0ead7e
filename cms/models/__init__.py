from cms.models.news import News, NewsItem
from cms.models.pages import Home, HubPage, PlainPage, RegionPage

__all__ = ["Home", "HubPage", "News", "NewsItem", "PlainPage", "RegionPage"]
