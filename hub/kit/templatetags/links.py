"""`{% url %}`, remembered. A page has twenty addresses in its frame alone and a list hundreds, and Django puts each of
them together anew: of the same view, with the same, in the same language it is always the same one."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

register = template.Library()
# What is equal stands in an address alike; of others (a model, a lazy text) Django's own way does it.
PLAIN = {str, int, UUID}


class RememberedURLNode(URLNode):
    def render(self, context: Context) -> str:
        args = tuple([each.resolve(context) for each in self.args])
        if self.kwargs or not PLAIN.issuperset(map(type, args)):
            return str(super().render(context))
        try:
            found = self._found(args, context)
        except NoReverseMatch:
            # Who asks for it as a name does without.
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found

    def _found(self, args: tuple[Any, ...], context: Context) -> str:
        match = getattr(getattr(context, "request", None), "resolver_match", None)
        return _address(
            self.view_name.resolve(context),
            args,
            match.namespace if match else None,
            get_language(),
            get_urlconf() or settings.ROOT_URLCONF,
            get_script_prefix(),
        )


@lru_cache(maxsize=8192)
def _address(
    view: str, args: tuple[Any, ...], namespace: str | None, language: str | None, urls: str, prefix: str
) -> str:
    """Of the last two Django reads what is on; they are here to tell one address from another."""
    return reverse(view, urlconf=urls, args=args, current_app=namespace)


@register.tag
def url(parser: Parser, token: Token) -> RememberedURLNode:
    """As Django's own, which it stands in for."""
    node: URLNode = read(parser, token)
    return RememberedURLNode(node.view_name, node.args, node.kwargs, node.asvar)
