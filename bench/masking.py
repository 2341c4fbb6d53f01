"""What masking costs a message, beside a few regular expressions of the shapes that most masking stops at.

The expressions know only what is written with hyphens or nothing between, in ASCII: they miss most of what
docs/masking.md lists. Run: .venv/bin/python bench/masking.py
"""

import re
import time
from collections.abc import Callable

from sori.language.masking import masked

_SHAPES = re.compile(
    r"\d{6}-?[1-8]\d{6}|01[016789]-?\d{3,4}-?\d{4}|0\d{1,2}-\d{3,4}-\d{4}|\d{4}-\d{4}-\d{4}-\d{4}|[\w.+-]+@[\w-]+\.[\w.]+"
)
_TEXTS = {
    "words alone, 38 signs": "안녕하세요, 수도 요금이 이상하게 많이 나왔어요. 확인 부탁드립니다.",
    "a date and an amount": "2026년 3월 4일 14:30에 신청했고 금액은 12,300원입니다",
    "a mobile number": "제 번호는 010-1234-5678 입니다. 연락 주세요",
    "4,000 signs of words": "수도 요금이 이상하게 많이 나왔어요. " * 200,
    "4,000 signs of numbers": "010 1234 5678 " * 280,
    "4,000 signs, 300 groups": ("12 34 " * 150 + "가" * 3_100)[:4_000],
}


def main() -> None:
    """Prints microseconds of CPU a text."""
    print(f"{'text':<26}{'masked':>10}{'shapes':>10}{'ratio':>8}")
    for name, text in _TEXTS.items():
        ours, theirs = _cost(masked, text), _cost(lambda one: _SHAPES.sub("*", one), text)
        print(f"{name:<26}{ours:>8.1f}µs{theirs:>8.1f}µs{ours / theirs:>8.1f}")


def _cost(mask: Callable[[str], str], text: str) -> float:
    times = 2_000 if len(text) < 100 else 50
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(times):
            mask(text)
        best = min(best, time.process_time() - began)
    return best / times * 1e6


if __name__ == "__main__":
    main()
