"""What a citizen wants of the conversation itself, told from a few set phrases: a person, back, stop, yes, no."""

import re
from enum import StrEnum

from sori.language import keyboard


class Wish(StrEnum):
    """What is wanted of the conversation, whatever it is about."""

    PERSON = "person"
    BACK = "back"
    STOP = "stop"
    CORRECT = "correct"
    SKIP = "skip"
    YES = "yes"
    NO = "no"
    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"


# Of what was said without spaces and signs, the whole must match: 상담원 is a wish, 상담원 채용 공고 is a question.
_SOMEBODY = r"(?:사람|상담(?:원|사|직원|자)?|직원|담당자)(?:분|님)?"
_ENDS = (
    r"(?:해?(?:주세요|주십시오|줘요?|주실래요|주시겠어요|부탁(?:드려요|드립니다|해요|합니다)?|바랍니다|할래요?|할게요?|하고싶어요?|하고싶습니다|원해요|"
    r"원합니다|요|바라요|가능한?가?요?|돼요|되나요|될까요))?"
)
_PHRASES = {
    Wish.PERSON: (
        rf"(?:그냥|빨리|제발|좀)*(?:{_SOMEBODY}(?:이?랑|하고|과|와|을|를|에게|한테|으?로|좀)*(?:연결|바꿔|불러|통화|얘기|이야기|대화|말|"
        rf"상담)*{_ENDS}|{_SOMEBODY}(?:이|은)?없(?:나요|어요)|연결{_ENDS}|(?:talkto)?a?(?:person|human|counsellor))"
    ),
    Wish.BACK: r"(?:이전|뒤로|앞으로돌아가|되돌아가|되돌리기|아까거|이전질문|앞질문|전단계|이전단계)"
    r"(?:으?로|요|기|갈래요?|가기|가주세요|가줘|돌아가기|돌아갈래요?|돌아가주세요)*|(?:go)?back|previous",
    Wish.STOP: (
        r"(?:이제|그냥|됐고)*(?:그만|그만둘래요?|그만할래요?|그만두기|그만하기|취소|취소할래요?|취소해주세요|중단|안할래요?|접수취소|처음으로|나중에할게요?|"
        r"포기)(?:요|할게요?|해요)?|stop|cancel|nevermind"
    ),
    Wish.CORRECT: (
        r"(?:아니)?(?:수정|고치기|고칠래요?|고칠게요?|고쳐주세요|바꿀래요?|정정|틀렸어요?|잘못적었어요?|잘못썼어요?)(?:요|할래요?|할게요?|해주세요|하기|"
        r"하고싶어요|합니다)?|change(?:it|something)?"
    ),
    Wish.SKIP: (
        r"(?:건너뛰기|건너뛸래요?|건너뛰어주세요|넘어가(?:기|요|주세요|죠)?|패스|스킵|다음(?:으로|이요)?|그대로(?:요|둘게요|두세요)?|없(?:어요?|음|습니다|"
        r"는데요)|사진없(?:어요?|음|습니다)|모르겠(?:어요?|습니다|는데요)|모름|몰라요?|"
        r"skip|next|keepit)"
    ),
    Wish.YES: (
        r"(?:네+|예+|넵+|넹|응+|ㅇㅇ+|어|그래요?|좋아요?|맞아요?|맞습니다|맞음|그렇습니다|당연하죠|오케이|ok|okay|ㅇㅋ|yes|correct|fileit|접수(?:해주세요|할게요|"
        r"하기|요)?|부탁(?:해요|드려요|드립니다)|네부탁드려요|네맞아요|네맞습니다|네접수해주세요|네연결해주세요|네그래주세요|해주세요)"
    ),
    Wish.NO: (
        r"(?:아니+(?:요|오|에요|예요)?|아뇨+|아닙니다|ㄴㄴ+|ㄴ|싫어요?|됐어요?|됐습니다|괜찮아요?|괜찮습니다|no|그거말고요?|그게아니(?:라|고|에요|"
        r"예요)?요?|다른거요?|아니그거말고|틀려요?)"
    ),
    Wish.GREETING: r"(?:안녕(?:하세요|하십니까|히계셨어요)?|반가워요?|반갑습니다|"
    r"하이|헬로|hello|hi|여보세요|저기요|수고(?:많으십니다|하십니다|하세요))",
    Wish.THANKS: (
        r"(?:아|네|정말|너무|진짜)*(?:감사(?:합니다|해요|드려요|드립니다)?|고마워요?|고맙습니다|땡큐|ㄱㅅ|thanks|thankyou)(?:잘알겠습니다|"
        r"알겠습니다|수고하세요)?"
    ),
    Wish.BYE: r"(?:안녕히계세요|잘있어요?|끝|종료|끝낼게요?|나갈게요?|"
    r"bye|바이|이만(?:갈게요|끝)?|더없어요|없습니다감사합니다)",
}
_KNOWN = {wish: re.compile(pattern) for wish, pattern in _PHRASES.items()}


def wish(text: str) -> Wish | None:
    """The wish that the whole of the words is, slips of the keyboard put right; None for anything else."""
    words = "".join(character for character in text.lower() if character.isalnum())
    for said in (words, keyboard.as_hangul(text.strip()) if keyboard.looks_like_hangul(words) else ""):
        for known, pattern in _KNOWN.items():
            if said and pattern.fullmatch(said):
                return known
    return None
