from cms.models.addresses import OldAddress
from cms.models.news import News, NewsItem
from cms.models.pages import Home, HubPage, Pages, PlainPage, RegionPage
from cms.models.search import SearchMark, SearchRow, SearchWord, Sort

__all__ = [
    "Home",
    "HubPage",
    "News",
    "NewsItem",
    "OldAddress",
    "Pages",
    "PlainPage",
    "RegionPage",
    "SearchMark",
    "SearchRow",
    "SearchWord",
    "Sort",
]
