"""The root of all addresses."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
handler404 = "torg.site.errors.not_found"
handler500 = "torg.site.errors.server_error"
