"""A photo of nobody: drawn so that the classifiers find a face and a number plate in it."""

import io

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FACE, PLATE = (210, 190), (850, 428)
"""Where the drawn face and plate have their middle."""


def street() -> bytes:
    """A drawn face and a plate on a drawn car: enough for the classifiers, and nobody's."""
    image = Image.new("RGB", (1_100, 700), (150, 155, 150))
    draw = ImageDraw.Draw(image)
    x, y, size = *FACE, 220
    skin, hair = (205, 165, 140), (55, 38, 32)

    def oval(left: float, top: float, right: float, bottom: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse((x + left * size, y + top * size, x + right * size, y + bottom * size), fill=colour)

    oval(-0.42, -0.55, 0.42, 0.6, skin)
    draw.pieslice((x - 0.45 * size, y - 0.62 * size, x + 0.45 * size, y + 0.3 * size), 180, 360, fill=hair)
    oval(-0.38, -0.38, 0.38, 0.3, skin)
    for side in (-0.17, 0.17):
        draw.rectangle((x + (side - 0.1) * size, y - 0.2 * size, x + (side + 0.1) * size, y - 0.16 * size), fill=hair)
        oval(side - 0.09, -0.12, side + 0.09, -0.02, (90, 60, 50))
    draw.rectangle((x - 0.03 * size, y - 0.1 * size, x + 0.03 * size, y + 0.14 * size), fill=(230, 190, 165))
    oval(-0.08, 0.1, 0.08, 0.16, (150, 110, 95))
    oval(-0.15, 0.25, 0.15, 0.33, (130, 60, 60))
    draw.rectangle((620, 328, 1_080, 600), fill=(40, 60, 110))
    draw.rounded_rectangle((720, 400, 980, 456), 6, fill=(240, 240, 240), outline=(20, 20, 20), width=2)
    draw.text(PLATE, "123 4567", font=ImageFont.load_default(44), fill=(20, 20, 20), anchor="mm")
    written = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(2)).save(written, "JPEG", quality=92)
    return written.getvalue()


STREET = street()
