"""The public names, each from the module that defines it. ``__init__.py`` and the API page read this list."""

# isort: skip_file

# design: what a dataset is declared to hold
from .design.spec import (
    Design as Design,
    Video as Video,
    builtin_designs as builtin_designs,
    read_design as read_design,
)

# render: from a design to a dataset
from .engines.local import LocalRenderer as LocalRenderer, Stopped as Stopped
from .engines.performer import Performer as Performer
from .engines.plan import Only as Only, Plan as Plan
from .engines.run import Summary as Summary, plan_design as plan_design, render_design as render_design
from .transcode.encode import Encoded as Encoded, encode_dataset as encode_dataset

# audit: is it what it claims to be
from .audit.policy import Policy as Policy, read_policy as read_policy
from .audit.report import Report as Report
from .audit.run import audit_dataset as audit_dataset
from .reader.finding import Finding as Finding

# split: parts that share no people, or no signals
from .dataset.newsplit import NewSplit as NewSplit, split_dataset as split_dataset
from .dataset.splitfile import read_split as read_split
from .dataset.splits import Split as Split

# describe and sign: what goes with a dataset that is published
from .audit.describe import Described as Described, describe_dataset as describe_dataset
from .publish.keys import PrivateKey as PrivateKey, new_key as new_key, read_private_key as read_private_key
from .publish.signature import Signed as Signed, sign_dataset as sign_dataset

# read: clips as typed objects and arrays
from .reader.clip import Clip as Clip
from .reader.dataset import Dataset as Dataset

# people: models, who they are and how they look
from .human.appearance import Appearance as Appearance, appearance_of as appearance_of
from .human.body import Shape as Shape, shape_model as shape_model
from .human.demographics import Demographics as Demographics
from .human.library import find_models as find_models
from .human.looks import Looks as Looks
from .human.mhm import Model as Model, read_mhm as read_mhm

# signals: action units over time
from .facs.animation import (
    Animation as Animation,
    read_animation as read_animation,
    sample_animation as sample_animation,
)
from .facs.basis import Basis as Basis, load_basis as load_basis
from .facs.curves import Curves as Curves
from .facs.library import find_animations as find_animations
from .facs.rig import Rig as Rig

# actors: a person before a camera
from .actor.actor import Actor as Actor, make_actor as make_actor
from .assets.fetch import load_assets as load_assets
from .assets.store import Assets as Assets
from .render.studio import Studio as Studio
from .scene.angles import Angle as Angle, AngleSpec as AngleSpec, read_angles as read_angles
from .scene.camera import Camera as Camera, frame_head as frame_head
from .scene.lights import Lighting as Lighting

# errors, and the program's version
from .errors import InputError as InputError, RunError as RunError
from .version import __version__ as __version__
