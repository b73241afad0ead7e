"""Wagtail: the editors' admin, and what is done with what they send."""

EDITING_APPS = [
    # Before Wagtail's own: it shows what there is to translate in the admin.
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
WAGTAIL_SITE_NAME = "Vliegwiel"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_I18N_ENABLED = True
# Pictures are looked at and made anew before they are kept, whoever sends them.
WAGTAILIMAGES_IMAGE_MODEL = "knowledgebase.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "knowledgebase.forms.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
# What may be taken along from an article: nothing that a browser would run.
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "json",
    "txt",
    "pdf",
    "zip",
    "xlsx",
    "odt",
    "ods",
    "midi",
    "mid",
    "wav",
    "mp3",
]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
