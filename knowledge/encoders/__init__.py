"""Text → vectors. `choose` gives the encoder that is used, or none and the reason.

two pinned wheels ─embedding.py─► data/built/encoders/<digest>/ ─OnnxEncoder─┐
EMBEDDING_MODEL ─cache or hub_models.py─► folder ─SentenceTransformerEncoder─┴─► choice.py
"""

from knowledge.encoders.choice import Choice, choose
from knowledge.encoders.encoder import Encoder, Vectors

__all__ = ["Choice", "Encoder", "Vectors", "choose"]
