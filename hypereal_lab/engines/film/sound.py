"""What a scene sounds like, made of shaped noise and small tones: wind, rain, waves, fire, birds, crickets, a hum."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from hypereal_lab.engines.picture.colours import HOURS
from hypereal_lab.engines.picture.words import Scene

__all__ = ["RATE", "Samples", "sound_of"]

Samples = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

RATE = 48_000
"""Samples each second."""
_LOUDEST = 0.5
_FADE = 0.25
"""Seconds in which it comes and goes."""
_WATER = ("sea", "lake", "beach", "waterfall", "harbour")
_INSIDE = ("room", "kitchen", "stage", "laboratory", "indoors")
_GREEN = ("forest", "meadow", "field", "hills", "park", "garden", "mountains")
_FIRE = re.compile(r"\b(fire|campfire|bonfire|flames?|fireplace|candles?|lava|torch\w*)\b")


def sound_of(prompt: str, scene: Scene, count: int, rng: np.random.Generator) -> Samples:
    """Two channels of `count` samples each, from -1 to 1. The same words and chance give the same sound."""
    made = np.zeros((2, count))
    for name in _names(prompt.lower(), scene):
        made += _SOUNDS[name](count, rng)
    made *= _LOUDEST / max(float(np.abs(made).max()), 1e-9)
    edge = min(count // 2, round(_FADE * RATE))
    ramp = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    made[:, :edge] *= ramp
    made[:, count - edge :] *= ramp[::-1]
    return made.astype(np.float32)


def _names(words: str, scene: Scene) -> list[str]:
    if scene.place in ("space", "abstract", "tile"):
        return ["drone"]
    if scene.place == "underwater":
        return ["deep"]
    names = ["fire"] if _FIRE.search(words) else []
    if scene.weather in ("rain", "storm"):
        names.append("rain")
    if scene.weather == "storm":
        names.append("thunder")
    if scene.place in _WATER:
        names.append("waves")
    if scene.place in ("city", "street") or scene.place in _INSIDE:
        names.append("hum")
    elif scene.weather is None or scene.weather == "fog":
        dark = HOURS[scene.hour].stars
        names += ["crickets" if dark else "birds"] if scene.place in _GREEN and scene.season != "winter" else []
    return [*names, "wind"] if scene.place not in _INSIDE or not names else names


def _noise(count: int, rng: np.random.Generator, shape: Callable[[Floats], Floats]) -> Floats:
    """Both channels; `shape` is how loud each frequency in Hz is."""
    heights = shape(np.asarray(np.fft.rfftfreq(count, 1 / RATE), np.float64))
    drawn = rng.normal(0, 1, (2, len(heights))) + 1j * rng.normal(0, 1, (2, len(heights)))
    made = np.fft.irfft(drawn * heights, count)
    return np.asarray(made / max(float(np.abs(made).max()), 1e-9))


def _band(low: float, high: float) -> Callable[[Floats], Floats]:
    """Between two frequencies, soft at both ends."""
    return lambda hertz: (hertz / low) ** 2 / (1 + (hertz / low) ** 2) / (1 + (hertz / high) ** 3)


def _swell(count: int, rng: np.random.Generator, period: float, depth: float) -> Floats:
    """Slow rise and fall around 1."""
    seconds, start = np.arange(count) / RATE, float(rng.uniform(0, 6.28))
    wave = 0.7 * np.sin(seconds * 6.283 / period + start) + 0.3 * np.sin(seconds * 6.283 / (period * 0.37) + 2 * start)
    return np.asarray(1 + depth * wave)


def _wind(count: int, rng: np.random.Generator) -> Floats:
    return 0.25 * _noise(count, rng, _band(80, 420)) * _swell(count, rng, 5.0, 0.6)


def _rain(count: int, rng: np.random.Generator) -> Floats:
    return 0.5 * _noise(count, rng, _band(900, 7000)) * _swell(count, rng, 7.0, 0.15)


def _thunder(count: int, rng: np.random.Generator) -> Floats:
    late = np.arange(count) / RATE - float(rng.uniform(0.2, 0.5)) * count / RATE
    return (
        0.9 * _noise(count, rng, _band(25, 90)) * np.where(late > 0, np.exp(-late / 1.6) * np.minimum(1, late * 9), 0)
    )


def _waves(count: int, rng: np.random.Generator) -> Floats:
    return 0.6 * _noise(count, rng, _band(150, 1800)) * _swell(count, rng, 6.0, 0.75) ** 2


def _hum(count: int, rng: np.random.Generator) -> Floats:
    return 0.3 * _noise(count, rng, _band(50, 240)) * _swell(count, rng, 9.0, 0.2)


def _deep(count: int, rng: np.random.Generator) -> Floats:
    bubbles = _chirps(count, rng, 3.0, (260, 520), 0.12, rise=1.9)
    return 0.5 * _noise(count, rng, _band(40, 160)) * _swell(count, rng, 6.0, 0.4) + 0.25 * bubbles


def _birds(count: int, rng: np.random.Generator) -> Floats:
    return 0.22 * _chirps(count, rng, 2.2, (2400, 4200), 0.11, rise=1.25)


def _crickets(count: int, rng: np.random.Generator) -> Floats:
    seconds = np.arange(count) / RATE
    pulse = np.clip(np.sin(seconds * 6.283 * 28), 0, 1) * (np.sin(seconds * 6.283 * 0.9 + rng.uniform(0, 6)) > -0.2)
    tone = np.sin(seconds * 6.283 * 4300) * pulse
    return np.stack([tone * 0.09, tone * 0.06])


def _fire(count: int, rng: np.random.Generator) -> Floats:
    made = 0.25 * _noise(count, rng, _band(60, 350)) * _swell(count, rng, 3.0, 0.3)
    for _ in range(round(14 * count / RATE)):
        length = int(rng.integers(60, 600))
        at = int(rng.integers(0, max(1, count - length)))
        part = made[:, at : at + length]
        snap = rng.normal(0, 1, part.shape[1]) * np.exp(-np.arange(part.shape[1]) / (length / 5))
        part += snap * rng.uniform(0.05, 0.4) * rng.uniform(0.4, 1, (2, 1))
    return made


def _drone(count: int, rng: np.random.Generator) -> Floats:
    seconds = np.arange(count) / RATE
    root = float(rng.choice([55.0, 61.74, 65.41, 73.42]))
    notes = [np.sin(seconds * 6.283 * root * step + rng.uniform(0, 6, (2, 1))) / step for step in (1, 1.5, 2, 3, 4.01)]
    return np.asarray(0.3 * sum(notes) * _swell(count, rng, 8.0, 0.3) + 0.05 * _noise(count, rng, _band(300, 1200)))


def _chirps(
    count: int, rng: np.random.Generator, often: float, hertz: tuple[float, float], length: float, *, rise: float
) -> Floats:
    """Short tones that glide, `often` a second, each somewhere between left and right."""
    made = np.zeros((2, count))
    size = min(count, round(length * RATE))
    seconds = np.arange(size) / RATE
    for _ in range(max(1, round(often * count / RATE))):
        at, low = int(rng.integers(0, count - size + 1)), float(rng.uniform(*hertz))
        glide = low * (1 + (rise - 1) * seconds / length)
        tone = np.sin(6.283 * np.cumsum(glide) / RATE) * np.sin(np.pi * seconds / length) ** 2
        side = float(rng.uniform(0.2, 0.8))
        made[:, at : at + size] += tone * np.array([[side], [1 - side]])
    return made


_SOUNDS: dict[str, Callable[[int, np.random.Generator], Floats]] = {
    "wind": _wind,
    "rain": _rain,
    "thunder": _thunder,
    "waves": _waves,
    "hum": _hum,
    "deep": _deep,
    "birds": _birds,
    "crickets": _crickets,
    "fire": _fire,
    "drone": _drone,
}
