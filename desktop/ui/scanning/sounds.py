"""What a result sounds like: one high tone is good, two are a question, three low ones are wrong.

The tones are made here and played by the system's own player; where there is none, the system's bell rings as often.
"""

import math
import shutil
import struct
import sys
import wave
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.ui.kit.theme import Tone

_RATE = 16_000
_LOUDNESS = 0.5
_FADE_S = 0.008  # without it each tone would begin with a click
_BELL_MS = 180
# Pitch in hertz (0 is silence) and length in seconds.
_TUNES: Mapping[Tone, Sequence[tuple[int, float]]] = {
    Tone.SUCCESS: ((1320, 0.09),),
    Tone.WARNING: ((740, 0.12), (0, 0.06), (740, 0.12)),
    Tone.DANGER: ((220, 0.17), (0, 0.05), (220, 0.17), (0, 0.05), (196, 0.3)),
}
_PLAYERS = ("pw-play", "paplay", "aplay", "afplay")


class Sounds(QObject):
    """Plays in the background; a sound that cannot be played keeps nobody from working."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.muted = False
        self._folder = QTemporaryDir()

    def play(self, tone: Tone) -> None:
        """The sound of a tone; calm ones have none."""
        if self.muted or tone not in _TUNES or QGuiApplication.platformName() in {"offscreen", "minimal"}:
            return
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(str(self._files[tone]), winsound.SND_FILENAME | winsound.SND_ASYNC)
        elif self._player:
            QProcess.startDetached(self._player, [str(self._files[tone])])
        else:
            self._ring(sum(pitch > 0 for pitch, _length in _TUNES[tone]))

    def _ring(self, times: int) -> None:
        QApplication.beep()
        if times > 1:
            QTimer.singleShot(_BELL_MS, self, lambda: self._ring(times - 1))

    @cached_property
    def _player(self) -> str:
        return next((found for name in _PLAYERS if (found := shutil.which(name))), "")

    @cached_property
    def _files(self) -> Mapping[Tone, Path]:
        files = {tone: Path(self._folder.filePath(f"{tone}.wav")) for tone in _TUNES}
        for tone, path in files.items():
            write_tune(path, _TUNES[tone])
        return files


def write_tune(path: Path, tune: Sequence[tuple[int, float]]) -> None:
    """Write tones one after the other as a WAV file."""
    samples = [sample for pitch, length in tune for sample in _tone(pitch, length)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def _tone(pitch: int, length: float) -> list[int]:
    count = int(length * _RATE)
    fade = _FADE_S * _RATE
    return [
        round(32767 * _LOUDNESS * min(1.0, at / fade, (count - at) / fade) * math.sin(2 * math.pi * pitch * at / _RATE))
        for at in range(count)
    ]
