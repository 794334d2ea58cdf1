"""What a shop lives from, told from its reviews: for a shop of which neither Naver nor the owner says it."""

import re
from collections.abc import Iterable

FOOD, SALON = "food", "salon"
EATING = re.compile(
    r"맛|먹|음식|메뉴|커피|라떼|음료|반찬|국물|고기|디저트|케이크|빵|식당|카페|안주|식사|밥|food|coffee|dish|meal|menu"
)
CARE = re.compile(
    r"커트|컷|펌|파마|염색|뿌염|머릿결|머리결|앞머리|헤어|미용실|네일|젤|페디|손톱|속눈썹|왁싱|피부|두피|시술|마사지|원장님|디자이너|haircut|nail|lash|massage"
)
FEWEST, CLEARLY = 5, 3
"""Reviews that speak of one side, and how many times as many as of the other (머리카락이 나왔어요 is no salon's)."""


def guess(texts: Iterable[str]) -> str | None:
    """Return "food" or "salon" where the texts clearly say so, else None."""
    eating = care = 0
    for text in texts:
        eating += bool(EATING.search(text))
        care += bool(CARE.search(text))
    if eating >= FEWEST and eating >= CLEARLY * care:
        return FOOD
    if care >= FEWEST and care >= CLEARLY * eating:
        return SALON
    return None
