"""Questions about Hypereal Lab, answered from a few passages."""

from __future__ import annotations

import re
from typing import NamedTuple

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.skills.summary import STOP_WORDS
from hypereal_lab.engines.text.subject import plain

__all__ = ["PASSAGES", "Passage", "handbook"]


class Passage(NamedTuple):
    """A few sentences and the words by which they are found."""

    words: str
    text: str


PASSAGES = (
    Passage(
        "hypereal lab what is about workbench purpose",
        "Hypereal Lab is a creative workbench in JupyterLab. It makes pictures and other media through one API for "
        "many models, shows what each call will cost before it is made, and keeps what was made with its price and "
        "recipe.",
    ),
    Passage(
        "price prices cost costs expensive estimate estimates pricing much",
        "Every call has a price before it is sent: call.estimate() gives low, expected and high credits from the price "
        "book, with its basis: documented, observed, list or assumed. An unknown price is never taken for zero. Words "
        "are charged by the token, pictures by the number that came back.",
    ),
    Passage(
        "credit credits usd dollar money balance worth account",
        "100 credits are 1 US dollar. Credits are counted in whole millionths, so that balance, ledger and usage table "
        "agree to the last one. Calls that write text need a balance of at least 200 credits.",
    ),
    Passage(
        "budget budgets limit limits spend spending cap overspend",
        "A budget is an amount that a part of your work may cost. The most that a call may cost is set aside before it "
        "is sent, and a call that does not fit is refused with the numbers, before anything is spent.",
    ),
    Passage(
        "hold holds held settle settled void charge charged refund failed failure twice paid fails",
        "A paid call is priced, held, done and settled. The hold is on disk before the work begins and resolves "
        "exactly once: it is settled for what was delivered, or given back whole when the call fails. Nothing is paid "
        "twice.",
    ),
    Passage(
        "replay repeat again recipe reproduce same result journal restart lost",
        "Each result keeps its recipe: model, inputs, references, seed and price. The journal knows what was sent "
        "before the first byte left, so a call whose answer was lost can be asked for again and is not charged again; "
        "replay makes a result again from its recipe.",
    ),
    Passage(
        "idempotency key repeat retry header duplicate",
        "With the header Idempotency-Key the same key and the same body give the same answer for 24 hours, done once "
        "and paid once. Another body under the same key is refused with 409.",
    ),
    Passage(
        "sandbox offline engine engines embedded network play real demo",
        "Without a key the lab starts a gateway of its own on your machine. Its engines are small programs that really "
        "draw and write, offline and the same for the same request, and are paid with play credits. They stand in for "
        "the models whose names you use; they are not those models.",
    ),
    Passage(
        "key keys create secret authentication token ck login sign",
        "A key starts with ck_ and goes into the header Authorization: Bearer. Make one for a gateway of your own with "
        "`hypereal-lab keys create`; it is shown once. The lab reads HYPEREAL_API_KEY and never prints it.",
    ),
    Passage(
        "gateway serve server run openai sdk team route routes base url",
        "The gateway is the server of the lab: `hypereal-lab serve --data-dir data --port 8787`. The OpenAI SDK "
        "talks to it with base_url http://127.0.0.1:8787/api/v1 for pictures and for chat completions.",
    ),
    Passage(
        "picture pictures image images generate make draw reference references",
        "Pictures are made with lab.images.generate(prompt, aspect_ratio=..., references=[...]); lab.prompt() gives a "
        "form with the price on its button, and lab.gallery() shows everything you made.",
    ),
    Passage(
        "chat text model models write answer language llm temperature stream",
        "Text is written through POST /v1/chat/completions in the OpenAI format, whole or as a stream. On your machine "
        "a small offline engine answers, which is no language model and says so.",
    ),
    Passage(
        "usage history table spent log calls report where went",
        "lab.usage gives pandas tables of every call and what it cost; the gateway tells the same at GET "
        "/api/api-usage, and GET /api/credits tells the balance.",
    ),
)
_NAMED = re.compile(
    r"\bhyper-?r?eal\b|\b(?:the|this|your|a) (?:lab|gateway|sandbox|workbench|ledger|notebook)\b|\bsandbox\b|\blab\.\w+"
    r"|\bcredits?\b|\bidempotency\b|\bapi keys?\b|\bck_|\bbudgets?\b|\breplay\b|\bprice book\b"
)
_ASKS = re.compile(
    r"^(?:what|how|why|where|when|who|which|is|are|do|does|can|could|explain|tell|describe|help|about)\b|\?"
)


def handbook(ask: Ask, chance: Chance) -> str | None:
    """The passages that fit a question about this product best."""
    said = plain(ask.words[:400])
    if not _NAMED.search(said) or not (_ASKS.search(said) or ask.words.rstrip().endswith("?")):
        return None
    wanted = {word for word in re.findall(r"[a-z]+", said) if word not in STOP_WORDS}
    wanted = {word for word in wanted if word not in ("hypereal", "hyperreal", "lab")} or wanted
    scored = [(len(wanted & set(one.words.split())), -place) for place, one in enumerate(PASSAGES)]
    (best, place), (second, other) = sorted(scored, reverse=True)[:2]
    if best == 0:
        return PASSAGES[0].text if "hypereal" in said else None
    texts = [PASSAGES[-place].text]
    if second == best and second > 1:
        texts.append(PASSAGES[-other].text)
    return "\n\n".join(texts)
