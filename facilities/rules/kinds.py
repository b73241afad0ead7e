"""The usual kinds of facilities and what they may have, by the names that makers use. Pure lists.

A region's own can be added later; these are there so that a first facility can be described at all.
"""

# In the order in which they are shown: slug, family, Dutch, English, the pattern of their picture.
KINDS = (
    ("recording-studio", "studio", "opnamestudio", "recording studio", "circles"),
    ("podcast-studio", "studio", "podcaststudio", "podcast studio", "circles"),
    ("streaming-studio", "studio", "streamingstudio", "streaming studio", "waves"),
    ("motion-capture-studio", "studio", "motion-capturestudio", "motion-capture studio", "grid"),
    ("digitisation-studio", "studio", "digitaliseringsstudio", "digitisation studio", "frames"),
    ("edit-suite", "room", "montagekamer", "edit suite", "peaks"),
    ("grading-room", "room", "gradingkamer", "grading room", "peaks"),
    ("listening-room", "room", "luisterkamer", "listening room", "bars"),
    ("projection-hall", "room", "projectiezaal", "projection hall", "cone"),
    ("vr-room", "room", "vr-ruimte", "VR room", "cubes"),
    ("rehearsal-room", "room", "repetitieruimte", "rehearsal room", "steps"),
    ("making-lab", "room", "maakplaats", "making lab", "layers"),
    ("meeting-room", "room", "werkkamer", "working room", "dots"),
    ("camera", "equipment", "camera", "camera", "frames"),
    ("microphone", "equipment", "microfoon", "microphone", "bars"),
    ("projector", "equipment", "projector", "projector", "cone"),
    ("light-kit", "equipment", "lichtset", "light kit", "cone"),
    ("tracker-set", "equipment", "trackerset", "tracker set", "grid"),
    ("vr-headset", "equipment", "vr-bril", "VR headset", "cubes"),
    ("streaming-kit", "equipment", "streamingset", "streaming kit", "waves"),
    ("recording-kit", "equipment", "opnameset", "recording kit", "frames"),
    ("audio-recorder", "equipment", "geluidsrecorder", "audio recorder", "bars"),
    ("scanner", "equipment", "3D-scanner", "3D scanner", "layers"),
    ("sound-engineer", "expert", "geluidstechnicus", "sound engineer", "hands"),
    ("streaming-technician", "expert", "streamingtechnicus", "streaming technician", "hands"),
    ("mocap-operator", "expert", "mocap-operator", "mocap operator", "hands"),
    ("tech-champion", "expert", "tech champion", "tech champion", "hands"),
    ("house-manager", "expert", "huismeester", "house manager", "hands"),
)

# Slug -> Dutch, English.
FEATURES = {
    "acoustic-treatment": ("akoestisch behandeld", "acoustic treatment"),
    "blackout": ("te verduisteren", "blackout"),
    "calibrated-monitor": ("gekalibreerde monitor", "calibrated monitor"),
    "control-room": ("regiekamer", "control room"),
    "daylight": ("daglicht", "daylight"),
    "extraction": ("afzuiging", "fume extraction"),
    "fibre": ("glasvezel", "fibre line"),
    "green-screen": ("groen scherm", "green screen"),
    "high-ceiling": ("zes meter hoog", "six metres high"),
    "level-load-in": ("laden op straatniveau", "level load-in"),
    "multi-camera": ("meer camera's", "multi-camera"),
    "piano": ("vleugel", "grand piano"),
    "speaks-english": ("spreekt Engels", "speaks English"),
    "sprung-floor": ("verende vloer", "sprung floor"),
    "surround": ("ruimtelijk geluid", "spatial sound"),
}
