from knowledgebase.models.articles import Article, Author, Gear
from knowledgebase.models.experiments import DataFile, Experiment, Finality, Result, Standing
from knowledgebase.models.flags import Flag, FlagState
from knowledgebase.models.how_tos import Difficulty, HowTo
from knowledgebase.models.pictures import Picture, Rendition
from knowledgebase.models.questions import Question, Reply, Voice
from knowledgebase.models.shelves import Experiments, HowTos, Toolboxes
from knowledgebase.models.themes import Theme
from knowledgebase.models.toolboxes import Tool, Toolbox
from knowledgebase.models.trials import Trial

__all__ = [
    "Article",
    "Author",
    "DataFile",
    "Difficulty",
    "Experiment",
    "Experiments",
    "Finality",
    "Flag",
    "FlagState",
    "Gear",
    "HowTo",
    "HowTos",
    "Picture",
    "Question",
    "Rendition",
    "Reply",
    "Result",
    "Standing",
    "Theme",
    "Tool",
    "Toolbox",
    "Toolboxes",
    "Trial",
    "Voice",
]
