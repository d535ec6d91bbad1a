"""`{% load mc %}`: every component and every wording filter of the product, from one place."""

from django.template import Library

from portal.look import blocks, dossier, forms, navigation, status, words

register = Library()
for part in (words, forms, status, dossier, blocks, navigation):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
