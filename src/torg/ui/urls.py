from django.urls import path

from torg.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("utseende/", views.choose_scheme, name="choose_scheme"),
]
