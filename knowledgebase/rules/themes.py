"""What the field speaks of: the themes that every site begins with. Whoever runs the site edits them after that."""

# In the order in which they are shown: slug, Dutch, English.
THEMES = (
    ("immersive-content", "Immersieve inhoud", "Immersive content"),
    ("performance-technology", "Podiumtechniek", "Performance technology"),
    ("virtual-humans", "Virtuele mensen", "Virtual humans"),
    ("sensors", "Sensoren", "Sensors"),
    ("3d", "3D", "3D"),
    ("artificial-intelligence", "Kunstmatige intelligentie", "Artificial intelligence"),
    ("heritage", "Erfgoed", "Heritage"),
    ("distribution", "Verspreiding", "Distribution"),
    ("archiving", "Archiveren", "Archiving"),
)
