"""Names as they are written down, misspelt, shortened and turned round: keys to find them by, and how alike two are.

One typing error (a letter too many, too few, another, or two swapped) is found for certain: each word is filed under
itself and under all that is left of it when one letter is taken out, and looked up the same way. What sounds alike,
initials and short forms come on top, with less weight. This orders a list for a person to read; it decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from watchward.kit.wording import folded_words

LONGEST = 6  # words of one name; nobody is looked up by more
EXACT, NEAR, SOUND, INITIAL, JOINED = "=", "~", "%", ".", "+"  # what kind of key
WEIGHT: Final = {EXACT: 4, NEAR: 3, INITIAL: 3, SOUND: 1}
MOST_FORGIVEN = 2  # typing errors in one word
ENOUGH = 0.62  # below this two names are not shown as alike

# Short forms usual in Britain. This project's own list, from general knowledge; add to it freely.
_SHORT_FORMS: Final = """
alexander alexandra alex sandy lex al; andrew andy drew; anthony tony ant; benjamin ben benny; catherine
katherine kathryn kate katie cathy kathy cat; charles charlie chas chuck; charlotte charlie lottie; christopher
chris kit topher; christine christina chris tina; daniel dan danny; david dave davey davy; deborah debbie debs;
edward ed eddie ted teddy ned; elizabeth liz lizzie beth betty eliza libby; francis frank frankie; frances fran
frankie; gareth gaz; gary gaz gazza; frederick fred freddie; geoffrey jeffrey geoff jeff; george georgie; gerald
gerry jerry; gregory greg; harold harry hal; henry harry hal; isabella isabel izzy bella; jacqueline jackie;
james jim jimmy jamie; jennifer jen jenny; jessica jess jessie; john johnny jack jon; jonathan jon jonny; joseph
joe joey; joshua josh; kenneth ken kenny; kimberley kim; lawrence laurence larry laurie; leonard len lenny leo;
louise lou; luke luca; margaret maggie meg peggy marge; matthew matt matty; michael mike mick micky mikey;
michelle shell; mohammed muhammad mohamed mohammad muhammed mo; natalie nat; nathan nathaniel nat nate; nicholas
nick nicky; nicola nicky nic; oliver ollie; pamela pam; patricia pat trish tricia; patrick pat paddy; peter
pete; philip phillip phil; rebecca becky becca bex; richard rich richie rick ricky dick; robert rob robbie bob
bobby bert; ronald ron ronnie; samantha sam sammy; samuel sam sammy; sean shaun shawn; stephen steven steve ste
stevie; stuart stewart stu; susan sue susie; terence terry; theresa teresa tess terri; thomas tom tommy; timothy
tim; victoria vicky vic tori; vincent vince vinny; walter wally; william will bill billy liam; zachary zac zach
"""  # fmt: skip


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _SHORT_FORMS.split(";"):
        names = set(group.split())
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: frozenset(others - {name}) for name, others in found.items()}


def short_forms(word: str) -> frozenset[str]:
    """The usual short and long forms of a folded name."""
    return _groups().get(word, frozenset())


def are_short_forms(one: str, other: str) -> bool:
    """Whether one of two folded words is a usual short form of the other, or both are of a third."""
    return other in short_forms(one)


@dataclass(frozen=True, slots=True)
class Asked:
    """How one word of a name is looked up: its keys by kind."""

    word: str
    keys: tuple[tuple[str, str], ...]


def name_words(name: str) -> list[str]:
    """The words of a name, folded."""
    return folded_words(name)[:LONGEST]


def filed_under(name: str) -> set[str]:
    """Every key that a name is filed under."""
    words = name_words(name)
    keys = {JOINED + "".join(words)} if len(words) > 1 else set()
    for place, word in enumerate(words):
        keys.add(EXACT + word)
        keys |= {NEAR + one for one in shortened(word)}
        if sound := sounds(word):
            keys.add(SOUND + sound)
        keys |= {INITIAL + other[0] + word for at, other in enumerate(words) if at != place and len(word) > 1}
    return keys


def asked_for(name: str) -> list[Asked]:
    """How each word of a typed name is looked up. A single letter stands for a name that begins with it."""
    words = name_words(name)
    found = []
    for place, word in enumerate(words):
        if len(word) == 1:
            others = [one for at, one in enumerate(words) if at != place and len(one) > 1]
            keys = [(INITIAL, INITIAL + word + one) for one in others]
        else:
            keys = [(EXACT, EXACT + one) for one in {word, *_groups().get(word, ())}]
            keys += [(NEAR, NEAR + one) for one in shortened(word)]
            keys += [(SOUND, SOUND + sound)] if (sound := sounds(word)) else []
        found.append(Asked(word, tuple(keys)))
    return found


def asked_joined(name: str) -> list[str]:
    """Keys for a name whose words were run together or torn apart."""
    joined = "".join(name_words(name))
    return [JOINED + one for one in shortened(joined)] if 5 <= len(joined) <= 40 else []


def shortened(word: str) -> set[str]:
    """The word, and what is left of it when one letter is taken out."""
    if len(word) < 3:
        return {word}
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


_SAME_SOUND: Final = (
    ("ough", "o"), ("augh", "a"), ("eigh", "a"), ("ph", "f"), ("gh", "g"), ("kn", "n"), ("wr", "r"), ("sch", "s"),
    ("tch", "x"), ("ch", "x"), ("sh", "x"), ("ck", "k"), ("dg", "j"), ("th", "t"), ("qu", "k"), ("x", "ks"),
)  # fmt: skip
_SAME_LETTER: Final = str.maketrans({"c": "k", "q": "k", "z": "s", "v": "f", "d": "t", "y": "i", "j": "g", "w": "u"})


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """A rough key of how a word sounds in British ears: consonants in order, doubles once. Empty for short words."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return ""
    for letters, other in _SAME_SOUND:
        word = word.replace(letters, other)
    word = word.translate(_SAME_LETTER)
    kept = word[0]
    for letter in word[1:]:
        if letter not in "aeiouh" and letter != kept[-1]:
            kept += letter
    return kept if len(kept) > 1 else ""


def likeness(asked: Sequence[str], name: Sequence[str]) -> float:
    """How alike two names are, 0 to 1, whatever the order of their words. 1 only if every word is the same."""
    if not asked or not name:
        return 0.0
    left = list(name)
    total = weight = 0.0
    for word in sorted(asked, key=len, reverse=True):
        size = max(len(word), 2)
        weight += size
        alike = [_alike(word, one) for one in left]
        best = max(alike, default=0.0)
        if best > 0:
            total += size * best
            del left[len(alike) - 1 - alike[::-1].index(best)]  # the last of several, as good as any
    letters = sum(map(len, name))
    apart = total / weight * (1 - 0.12 * sum(map(len, left)) / (letters or 1))
    if apart >= 0.95 or len(asked) == len(name) == 1 or abs(letters - sum(map(len, asked))) > MOST_FORGIVEN:
        return apart
    return max(apart, _spelt_alike("".join(asked), "".join(name)) * 0.98)  # run together or torn apart


@lru_cache(maxsize=32768)
def _alike(one: str, other: str) -> float:
    """0 to 1 for two words: the same, a short form, an initial, an error or two, the same sound."""
    if one == other:
        return 1.0
    if other in _groups().get(one, ()):
        return 0.95
    if min(len(one), len(other)) == 1:
        return 0.8 if one[0] == other[0] else 0.0
    if spelt := _spelt_alike(one, other):
        return spelt
    return 0.7 if sounds(one) and sounds(one) == sounds(other) else 0.0


def _spelt_alike(one: str, other: str) -> float:
    """Above 0 if one typing error, or two in longer words, made one of the other."""
    forgiven = MOST_FORGIVEN if min(len(one), len(other)) > 5 else 1
    errors = typing_errors(one, other, forgiven + 1)
    return 1 - errors / max(len(one), len(other), 4) * 0.9 if errors <= forgiven else 0.0


def typing_errors(one: str, other: str, most: int = 3) -> int:
    """Letters put in, left out, mistaken or swapped with the next (optimal string alignment); `most` if more."""
    return OSA.distance(one, other, score_cutoff=most - 1)  # one more than the cutoff if there are more
