from knowledgebase.models.articles import Article, Author, Gear
from knowledgebase.models.experiments import DataFile, Experiment, Finality, Result, Standing
from knowledgebase.models.following import Digest, Follow
from knowledgebase.models.how_tos import Difficulty, HowTo
from knowledgebase.models.pictures import Picture, Rendition
from knowledgebase.models.shelves import Experiments, HowTos, Toolboxes
from knowledgebase.models.themes import Theme
from knowledgebase.models.toolboxes import Tool, Toolbox

__all__ = [
    "Article",
    "Author",
    "DataFile",
    "Difficulty",
    "Digest",
    "Experiment",
    "Experiments",
    "Finality",
    "Follow",
    "Gear",
    "HowTo",
    "HowTos",
    "Picture",
    "Rendition",
    "Result",
    "Standing",
    "Theme",
    "Tool",
    "Toolbox",
    "Toolboxes",
]
