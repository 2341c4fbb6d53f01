"""How simulated people meet real ones: citizens who answer a person at the desk, counsellors who receive a visitor."""

from random import Random

from sori.demo.script import REPLIES, THANKS
from sori.replay.dialogue import Dialogue, Side
from sori.replay.talk import Talk

_SILENCE_S = 120.0
_ENOUGH = 3
_GREETING = {
    "ko": "안녕하세요. 저는 시연용 모의 상담사입니다. 사람이 아니라 프로그램이 답하고 있습니다. 무엇이 궁금하십니까?",
    "en": "Hello. I am a simulated counsellor of this demo: a program is answering, not a person. What is it about?",
}
_ANSWERS = {
    "ko": (
        "말씀 잘 보았습니다. 실제 상담센터라면 담당 부서를 확인하여 안내해 드립니다. 더 도와드릴 일이 있을까요?",
        "네, 확인했습니다. 이런 문의는 보통 관할 구청이나 담당 부서에서 처리합니다. 더 궁금한 점이 있으십니까?",
        "알려 주셔서 감사합니다. 시연이라 실제로 접수되지는 않지만 상담은 이렇게 이어집니다. 다른 질문이 있으십니까?",
    ),
    "en": (
        "Thank you, I have read that. At a real centre I would look up who is in charge. Is there anything else?",
        "I see. Questions like this usually go to the district office in charge. Is there anything else?",
        "Thank you for telling us. As this is a demo nothing is really filed. Is there anything else?",
    ),
}
_GOODBYE = {
    "ko": "한동안 말씀이 없으셔서 상담을 마치겠습니다. 이용해 주셔서 감사합니다.",
    "en": "As you have not written for a while I will end here. Thank you for your visit.",
}
_SWITCHED_OFF = {
    "ko": "시연이 꺼져서 모의 상담을 여기서 마칩니다. 이용해 주셔서 감사합니다.",
    "en": "The simulation was switched off, so this talk ends here. Thank you for your visit.",
}


def reply(dialogue: Dialogue, spoken: int, random: Random) -> str:
    """What a simulated citizen who has spoken so many lines answers a person: the lines left, then plausible ones."""
    language = "en" if dialogue.turns[0].text.isascii() else "ko"
    own = [turn.text for turn in dialogue.turns if turn.side is Side.CITIZEN]
    if spoken < len(own):
        return own[spoken]
    if spoken >= _ENOUGH + len(own):
        return THANKS[language]
    return random.choice(REPLIES[language])


async def receive(talk: Talk) -> None:
    """A simulated counsellor receives a real citizen: says what they are, answers plausibly, ends after a silence."""
    language = await talk.language()
    await talk.read()
    heard = talk.lines(Side.CITIZEN)
    await talk.pause(2)
    await talk.say(_GREETING[language])
    answered = 0
    while talk.is_on and not talk.hurried.is_set():
        if talk.lines(Side.CITIZEN) == heard and not await talk.listen(_SILENCE_S):
            break
        heard = talk.lines(Side.CITIZEN)
        await talk.types()
        await talk.pause(4)
        if talk.is_on:
            await talk.say(_ANSWERS[language][answered % len(_ANSWERS[language])])
            answered += 1
    if talk.is_on:
        await talk.say((_SWITCHED_OFF if talk.hurried.is_set() else _GOODBYE)[language])
