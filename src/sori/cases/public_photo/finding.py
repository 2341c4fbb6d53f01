"""Finding faces and number plates in a photo, by the classifiers that come with OpenCV.

They find most that are large and seen from the front, and miss others: how many is in docs/cases.md. So a person looks
at what they propose before it is shown, unless a form says otherwise.
"""

import io
from collections.abc import Iterable
from functools import cache

import cv2
import cv2.data
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sori.cases.public_photo.copy import CoveredArea, within

_LOOKED_AT = 1_024
"""The longest side of what is looked at, in pixels: faces of 24 pixels in it are found, in a few seconds of a core."""
_MARGIN = 0.15
"""How much is covered beyond each edge, as a part of what was found: classifiers frame a face, not its ears."""


def found(photo: bytes) -> list[CoveredArea]:
    """Where in a kept photo faces and number plates seem to be. Takes seconds of a core: call it in a thread."""
    with Image.open(io.BytesIO(photo)) as image:
        width, height = image.size
        image.draft("L", (_LOOKED_AT, _LOOKED_AT))
        image.thumbnail((_LOOKED_AT, _LOOKED_AT))
        grey = np.asarray(image.convert("L"))
    scale = width / grey.shape[1]
    boxes = [*_seen(grey, "frontalface_default", 4, 24), *_seen(grey, "profileface", 4, 24)]
    # The other side of a face is its mirror image.
    boxes += [(grey.shape[1] - x - w, y, w, h) for x, y, w, h in _seen(grey[:, ::-1], "profileface", 4, 24)]
    boxes += _seen(grey, "russian_plate_number", 2, 10)
    areas = (within(_widened(box, scale), width, height) for box in boxes)
    return [area for area in areas if area is not None]


def _seen(grey: NDArray[np.uint8], classifier: str, neighbours: int, least: int) -> Iterable[tuple[int, int, int, int]]:
    boxes = _classifier(classifier).detectMultiScale(
        np.ascontiguousarray(grey), scaleFactor=1.1, minNeighbors=neighbours, minSize=(least, least)
    )
    return ((int(x), int(y), int(w), int(h)) for x, y, w, h in boxes)


def _widened(box: tuple[int, int, int, int], scale: float) -> CoveredArea:
    x, y, w, h = box
    return CoveredArea(
        left=int((x - w * _MARGIN) * scale),
        top=int((y - h * _MARGIN) * scale),
        width=int(w * (1 + 2 * _MARGIN) * scale) + 1,
        height=int(h * (1 + 2 * _MARGIN) * scale) + 1,
    )


@cache
def _classifier(name: str) -> cv2.CascadeClassifier:
    cv2.setNumThreads(1)
    classifier = cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")
    if classifier.empty():
        raise RuntimeError(f"OpenCV has no classifier {name}: install the packages of requirements/run.txt")
    return classifier
