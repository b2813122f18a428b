// Dead letters: what could not be used, why, and putting it back.
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Replay } from "/assets/actions.js";
import { get } from "/assets/api.js";
import { useKnown } from "/assets/live.js";
import { count, Problem, Table, when } from "/assets/parts.js";

export function Letters() {
  const { letters } = useKnown();
  const [stream, setStream] = useState("");
  const [reason, setReason] = useState("");
  const [told, setTold] = useState(null);
  const [error, setError] = useState(null);
  const [asked, ask] = useState(false);
  useEffect(() => {
    get(`/dead-letters?limit=100&stream=${encodeURIComponent(stream)}&reason=${encodeURIComponent(reason)}`).then((found) => { setTold(found); setError(null); }, setError);
  }, [stream, reason, letters.count, letters.replayed]);
  const choice = (label, value, set, values) => h("label", null, label + " ", h("select", { value, onChange: (event) => set(event.target.value) },
    h("option", { value: "" }, "any"), [...new Set(values)].filter(Boolean).map((each) => h("option", { value: each }, each))));
  const matching = letters.kinds.filter((kind) => (!stream || kind.stream === stream) && (!reason || kind.reason === reason)).reduce((sum, kind) => sum + kind.count, 0);
  return h("section", null, h("h2", null, "Dead letters"),
    h("p", null, `${count(letters.count)} could not be used, ${count(letters.replayed)} of them were put back.`),
    h(Table, { caption: "By stream, stage and reason", heads: ["stream", "stage", "reason", "letters"], empty: "There is none.",
      rows: letters.kinds.map((kind) => [kind.stream || "–", kind.stage, kind.reason, count(kind.count)]) }),
    h("p", { class: "buttons" }, choice("Stream", stream, setStream, letters.kinds.map((kind) => kind.stream)), choice("Reason", reason, setReason, letters.kinds.map((kind) => kind.reason)),
      h("button", { type: "button", disabled: !matching, onClick: () => ask(true) }, `Replay ${count(matching)}`)),
    h(Problem, { error }),
    told ? h("ul", { class: "letters" }, told.letters.map((letter) => h(Letter, { key: letter.offset, letter }))) : null,
    asked ? h(Replay, { stream, reason, count: count(matching), close: () => ask(false) }) : null);
}

/** Bytes come escaped and are shown as text: nothing in them is acted upon. */
function Letter({ letter }) {
  return h("li", null,
    h("h3", null, `#${letter.offset} ${letter.reason}`, letter.replayed ? " ↩ replayed" : ""),
    h("p", null, `${letter.stage}, ${letter.topic}-${letter.partition}@${letter.at}, `, when(letter.deadAt)),
    h("p", null, letter.detail),
    letter.key === undefined ? null : h("p", null, "key ", h("code", null, letter.key)),
    letter.value === undefined ? h("p", null, `The letter is without its value of ${count(letter.bytes)} bytes.`)
      : h("details", null, h("summary", null, `Value, ${count(letter.bytes)} bytes`), h("pre", { tabindex: 0 }, letter.value)));
}
