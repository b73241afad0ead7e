"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern, path, re_path

from region.views import contacts, desk, editing, mapping, merging, past

app_name = "region"
urlpatterns: list[URLPattern] = [
    # The quartermaster's desk.
    path("region/<slug:slug>/desk/", desk.desk, name="desk"),
    path("region/<slug:slug>/desk/entries/", desk.pipeline, name="pipeline"),
    path("region/<slug:slug>/desk/new/", editing.new, name="new_entry"),
    path("region/<slug:slug>/desk/duplicates/", merging.duplicates, name="duplicates"),
    path("region/<slug:slug>/desk/duplicates/apart/", merging.apart, name="tell_apart"),
    path("region/<slug:slug>/desk/forget/", contacts.forget, name="forget_contact"),
    re_path("^region/propose/(?P<what>towns|entries)/$", desk.propose, name="propose"),
    path("region/entries/<slug:slug>/", mapping.entry, name="mapped"),
    path("region/entries/<slug:slug>/edit/", editing.edit, name="edit_entry"),
    path("region/entries/<slug:slug>/stage/", mapping.move, name="move_entry"),
    path("region/entries/<slug:slug>/check/", mapping.verify, name="verify_entry"),
    path("region/entries/<slug:slug>/take-off/", mapping.take_off, name="take_off_entry"),
    path("region/entries/<slug:slug>/contact/", mapping.note, name="add_contact"),
    path("region/entries/<slug:slug>/history/", past.history, name="entry_history"),
    path("region/entries/<slug:slug>/history/<int:number>/", past.restore, name="restore_version"),
    path("region/entries/<slug:slug>/merge/<slug:other>/", merging.merge, name="merge_entries"),
    path("region/contacts/<int:pk>/", contacts.contact, name="contact"),
    path("region/contacts/<int:pk>/done/", contacts.follow_up, name="follow_up_contact"),
    path("region/contacts/<int:pk>/delete/", contacts.delete, name="delete_contact"),
    path("region/merges/<int:pk>/undo/", past.undo, name="undo_merge"),
]
