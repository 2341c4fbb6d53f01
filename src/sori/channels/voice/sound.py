"""Sound as the voice process handles it: 16 kHz, one channel, 16 bits, in frames of 20 ms."""

import io
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

RATE = 16_000
FRAME = RATE // 50
"""Samples of 20 ms."""
Sound = npt.NDArray[np.int16]
NO_SOUND: Sound = np.zeros(FRAME, np.int16)
TIME_BASE = Fraction(1, RATE)
LONGEST_S = 120
_KEYS = "123A456B789C*0#D"
_LOW_HZ, _HIGH_HZ = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
# A calm pentatonic tune, ours: MIDI notes, each held for a beat.
_TUNE = (67, 69, 72, 74, 76, 74, 72, 69, 67, 64, 62, 64, 67, 69, 67, 64)
_BEAT_S = 0.6


class SoundUnusable(Exception):
    """A file or an answer holds no sound that can be read."""


def read_sound(content: bytes) -> Sound:
    """The sound of a WAV (or another file that FFmpeg knows), at most two minutes of it; raises SoundUnusable."""
    pieces: list[Sound] = []
    try:
        with av.open(io.BytesIO(content), "r") as file:
            resampler = resampling()
            for frame in file.decode(audio=0):
                pieces += [samples(one) for one in resampler.resample(frame)]
                if sum(map(len, pieces)) >= LONGEST_S * RATE:
                    break
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise SoundUnusable(type(error).__name__) from error
    if not pieces:
        raise SoundUnusable("no sound in it")
    return np.concatenate(pieces)[: LONGEST_S * RATE]


def resampling(frame_size: int | None = None) -> AudioResampler:
    """What makes sound of any kind ours."""
    return AudioResampler(format="s16", layout="mono", rate=RATE, frame_size=frame_size)


def samples(frame: av.AudioFrame) -> Sound:
    """The samples of a frame that is of our kind already."""
    found: Any = frame.to_ndarray()
    return np.asarray(found, np.int16).reshape(-1)


def frame_of(sound: Sound, at: int) -> av.AudioFrame:
    """20 ms of sound as a frame that begins at this sample of the stream."""
    frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
    frame.planes[0].update(sound.tobytes())
    frame.sample_rate = RATE
    frame.pts = at
    frame.time_base = TIME_BASE
    return frame


def piece(sound: Sound, at: int) -> Sound:
    """20 ms of a sound from this sample on, with silence after its end."""
    found = sound[at : at + FRAME]
    return found if len(found) == FRAME else np.concatenate([found, NO_SOUND[len(found) :]])


def key_tone(key: str) -> Sound:
    """The two tones of a key (DTMF, ITU-T Q.23) for a sixth of a second."""
    row, column = divmod(_KEYS.index(key), 4)
    at = np.arange(int(0.16 * RATE)) / RATE
    tones = np.sin(2 * np.pi * _LOW_HZ[row] * at) + np.sin(2 * np.pi * _HIGH_HZ[column] * at)
    return (tones * 6_000).astype(np.int16)


def waiting_music() -> Sound:
    """What callers hear while they wait: a quiet tune that ends where it begins."""
    at = np.arange(int(_BEAT_S * 2 * RATE)) / RATE
    whole = np.zeros(int(_BEAT_S * RATE) * (len(_TUNE) + 1))
    for number, (note, _) in enumerate(pairwise([*_TUNE, _TUNE[0]])):
        hertz = 440 * 2 ** ((note - 69) / 12)
        ringing = np.exp(-3 * at) * (np.sin(2 * np.pi * hertz * at) + 0.3 * np.sin(4 * np.pi * hertz * at))
        begin = int(_BEAT_S * RATE) * number
        end = min(begin + len(ringing), len(whole))
        whole[begin:end] += ringing[: end - begin]
    return (whole * 3_500).astype(np.int16)
