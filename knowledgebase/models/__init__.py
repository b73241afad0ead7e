from knowledgebase.models.articles import Article, Author, Gear
from knowledgebase.models.contributions import (
    Attachment,
    Contribution,
    Judgement,
    Stand,
    StepRemark,
    Verdict,
    Version,
    Writing,
)
from knowledgebase.models.experiments import DataFile, Experiment, Finality, Result, Standing
from knowledgebase.models.flags import Flag, FlagState
from knowledgebase.models.following import Digest, Follow
from knowledgebase.models.how_tos import Difficulty, HowTo
from knowledgebase.models.moderation import Answer, Report, Withdrawal, Wrong
from knowledgebase.models.pictures import Picture, Rendition
from knowledgebase.models.questions import Question, Reply, Voice
from knowledgebase.models.shelves import Experiments, HowTos, Toolboxes
from knowledgebase.models.themes import Theme
from knowledgebase.models.toolboxes import Tool, Toolbox
from knowledgebase.models.trials import Trial

__all__ = [
    "Answer",
    "Article",
    "Attachment",
    "Author",
    "Contribution",
    "DataFile",
    "Difficulty",
    "Digest",
    "Experiment",
    "Experiments",
    "Finality",
    "Flag",
    "FlagState",
    "Follow",
    "Gear",
    "HowTo",
    "HowTos",
    "Judgement",
    "Picture",
    "Question",
    "Rendition",
    "Reply",
    "Report",
    "Result",
    "Stand",
    "Standing",
    "StepRemark",
    "Theme",
    "Tool",
    "Toolbox",
    "Toolboxes",
    "Trial",
    "Voice",
    "Verdict",
    "Version",
    "Withdrawal",
    "Writing",
    "Wrong",
]
