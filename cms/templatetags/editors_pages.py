"""What pages that Wagtail serves say to programs: their views are Wagtail's, so their templates ask."""

from django import template
from wagtail.models import Page

from cms.models.news import NewsItem
from cms.outbound.schema_org import machines_of_news, machines_of_page
from hub.kit.machines import Machines

register = template.Library()


@register.simple_tag
def machines_of(page: Page) -> Machines:
    return machines_of_news(page) if isinstance(page, NewsItem) else machines_of_page(page)
