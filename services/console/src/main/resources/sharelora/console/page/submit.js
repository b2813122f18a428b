// A job, by a form that writes the job file, or by the job file itself.
import { h } from "preact";
import { useState } from "preact/hooks";
import { Confirm } from "/assets/actions.js";
import { act } from "/assets/api.js";
import { useKnown } from "/assets/live.js";

const START = { job: "tickets", base: "minilm", task: "classification", stream: "", labels: "billing, shipping, other", method: "share-a", rank: "8", holdout: "10" };
const TASKS = [["classification", "classification: one of some labels"], ["regression", "regression: a number"], ["generation", "generation: how a text goes on"]];
const METHODS = ["lora", "share-a", "share-b", "share-ab", "rasa", "tied-lora", "vera", "monteclora", "lor2c", "share-lor2c", "rosa"];

/** What each task asks of examples, in words. */
const ASKS = {
  classification: "Its examples have a text and a label; a pair has a textPair too.",
  regression: "Its examples have a text, or a text and a textPair, and a score. Without labels.",
  generation: "Its examples have a text and a completion. The base has to be of the GPT-2 or LLaMA family.",
};

/** A text as YAML: quoted, so that nothing in it is more than text. */
function quoted(text) {
  return JSON.stringify(text);
}

function streamLines(form) {
  if (form.stream) return `stream: {name: ${quoted(form.stream)}}`;
  const labels = form.labels.split(",").map((label) => label.trim()).filter(Boolean);
  return ["stream:", form.task === "classification" ? `  labels: [${labels.map(quoted).join(", ")}]` : "", `  holdoutPercent: ${Number(form.holdout) || 0}`]
    .filter(Boolean).join("\n");
}

/** Vectors of vera have no alpha. */
function yaml(form) {
  const rank = Number(form.rank) || 0;
  const alpha = form.method === "vera" ? "" : `, alpha: ${2 * rank}`;
  return `job: ${quoted(form.job)}
base: ${quoted(form.base)}
task: ${form.task}
${streamLines(form)}
adapter: {method: ${quoted(form.method)}, rank: ${rank}${alpha}}
`;
}

export function Submit() {
  const { streams } = useKnown();
  const [form, setForm] = useState(START);
  const [text, setText] = useState(yaml(START));
  const [asked, ask] = useState(false);
  const change = (name) => (event) => {
    const next = { ...form, [name]: event.target.value };
    const there = streams.find((each) => each.stream === next.stream);
    if (there) next.task = there.task.toLowerCase();
    setForm(next);
    setText(yaml(next));
  };
  const field = (label, name, more = {}) => h("label", null, label, h("input", { name, value: form[name], onInput: change(name), ...more }));
  const choice = (label, name, values, more = {}) => h("label", null, label,
    h("select", { name, value: form[name], onChange: change(name), ...more }, values.map(([value, words]) => h("option", { value }, words))));
  return h("section", null, h("h2", null, "Submit a job"),
    h("form", { class: "submit", onSubmit: (event) => { event.preventDefault(); ask(true); } },
      h("fieldset", null, h("legend", null, "In short"),
        field("Job", "job", { required: true }), field("Base", "base", { required: true }),
        choice("Stream", "stream", [["", "its own"], ...streams.map((each) => [each.stream, each.stream])]),
        choice("Task", "task", TASKS, { disabled: !!form.stream }),
        form.task === "classification" && !form.stream ? field("Labels, with commas", "labels") : null,
        form.stream ? null : field("Per cent held out", "holdout", { inputmode: "numeric" }),
        choice("Method", "method", METHODS.map((each) => [each, each])), field("Rank", "rank", { inputmode: "numeric" }),
        h("p", { class: "legend" }, form.stream ? "It learns the same batches as the other jobs of that stream." : ASKS[form.task])),
      h("label", null, "Job file", h("textarea", { name: "yaml", rows: 12, spellcheck: false, value: text, onInput: (event) => setText(event.target.value) })),
      h("p", { class: "buttons" }, h("button", { class: "main", type: "submit" }, "Submit"))),
    asked ? h(Confirm, { title: "Submit this job?", label: "Submit", close: () => ask(false), run: () => act("POST", "/jobs", text, "application/yaml"),
      words: "Its stream's topics are made, and every stage begins with it. Streams and jobs cannot be changed later; an equal job changes nothing." }) : null);
}
