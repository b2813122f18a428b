"""Asks a running predictor for a job that generates text with the real openai client (pip install openai):
check_openai.py URL JOB [TOKEN], such as check_openai.py http://127.0.0.1:8085/v1 corrections. It ends with 1 and says what
is off where the client does not understand an answer, or two ways to the same text differ."""

import sys

import openai

PROMPT = "The cat sat on the"
CHAT = [{"role": "user", "content": "Name a colour."}]


def problems(client, job):
    """What is off, in words."""
    models = {model.id: model for model in client.models.list()}
    if job not in models:
        yield f"models are {sorted(models)}, expected {job} among them"
        return
    adapter = models[job].root
    if client.models.retrieve(adapter).root != adapter:
        yield f"the adapter {adapter} is no model of its own name"
    yield from of_completions(client, job, adapter)
    yield from of_chats(client, job)
    yield from of_refusals(client, job)


def of_completions(client, job, adapter):
    whole = client.completions.create(model=job, prompt=PROMPT, max_tokens=12, temperature=0, logprobs=2)
    choice = whole.choices[0]
    print(f"{whole.model} ({whole.system_fingerprint}): {PROMPT!r} -> {choice.text!r} ({choice.finish_reason})")
    if whole.system_fingerprint != adapter:
        yield f"{whole.system_fingerprint} has answered, expected {adapter}"
    if whole.usage.completion_tokens > 12 or whole.usage.total_tokens <= whole.usage.completion_tokens:
        yield f"usage is {whole.usage}"
    if len(choice.logprobs.tokens) != whole.usage.completion_tokens:
        yield f"{len(choice.logprobs.tokens)} log-probabilities for {whole.usage.completion_tokens} tokens"
    parts = list(client.completions.create(
        model=adapter, prompt=PROMPT, max_tokens=12, stream=True, stream_options={"include_usage": True}))
    said = "".join(part.choices[0].text for part in parts if part.choices)
    if said != choice.text:
        yield f"streamed {said!r}, whole {choice.text!r}"
    if parts[-1].usage != whole.usage:
        yield f"a stream's usage is {parts[-1].usage}, else {whole.usage}"
    if len(choice.text) > 6:
        stop = choice.text[3:6]
        short = client.completions.create(model=job, prompt=PROMPT, max_tokens=12, stop=[stop]).choices[0]
        if short.text != choice.text[: choice.text.index(stop)] or short.finish_reason != "stop":
            yield f"before {stop!r}: {short.text!r} ({short.finish_reason}), whole {choice.text!r}"
    beams = client.completions.create(
        model=job, prompt=[PROMPT, "A"], max_tokens=6, best_of=3, extra_body={"use_beam_search": True})
    if len(beams.choices) != 2:
        yield f"{len(beams.choices)} choices for two prompts"


def of_chats(client, job):
    whole = client.chat.completions.create(
        model=job, messages=CHAT, max_completion_tokens=12, logprobs=True, top_logprobs=2)
    text = whole.choices[0].message.content
    print(f"{CHAT[0]['content']!r} -> {text!r} ({whole.choices[0].finish_reason})")
    if len(whole.choices[0].logprobs.content) != whole.usage.completion_tokens:
        yield f"{len(whole.choices[0].logprobs.content)} log-probabilities for {whole.usage.completion_tokens} tokens"
    parts = client.chat.completions.create(model=job, messages=CHAT, max_completion_tokens=12, stream=True)
    deltas = [part.choices[0].delta for part in parts]
    said = "".join(delta.content or "" for delta in deltas)
    if said != text:
        yield f"streamed {said!r}, whole {text!r}"
    if deltas[0].role != "assistant":
        yield f"a chat's first delta is {deltas[0]}"


def of_refusals(client, job):
    asked = {"model": job, "prompt": PROMPT}
    for more, kind, param in [
        ({"temperature": 0.7}, openai.BadRequestError, "temperature"),
        ({"n": 2}, openai.BadRequestError, "n"),
        ({"model": "no-such-model"}, openai.NotFoundError, "model"),
        ({"prompt": "word " * 20_000}, openai.BadRequestError, "prompt"),
    ]:
        try:
            client.completions.create(**{**asked, **more})
            yield f"{param}: answered, expected a refusal"
        except kind as refusal:
            if refusal.param != param:
                yield f"{param}: refused for {refusal.param}"
    tools = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]
    try:
        client.chat.completions.create(model=job, messages=CHAT, tools=tools)
        yield "tools: answered, expected a refusal"
    except openai.BadRequestError as refusal:
        if refusal.param != "tools":
            yield f"tools: refused for {refusal.param}"


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    client = openai.OpenAI(base_url=sys.argv[1], api_key=sys.argv[3] if len(sys.argv) == 4 else "none", max_retries=0)
    found = list(problems(client, sys.argv[2]))
    print("\n".join(found) or f"openai {openai.__version__}: all as expected")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
