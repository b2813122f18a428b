// A job, by a form that writes the job file, or by the job file itself.
import { h } from "preact";
import { useState } from "preact/hooks";
import { Confirm } from "/assets/actions.js";
import { act } from "/assets/api.js";

const START = { job: "tickets", base: "minilm", labels: "billing, shipping, other", method: "share-a", rank: "8", holdout: "10" };
const METHODS = ["share-a", "share-b", "share-ab", "lora", "rasa", "vera", "tied-lora", "monteclora"];

/** A text as YAML: quoted, so that nothing in it is more than text. */
function quoted(text) {
  return JSON.stringify(text);
}

function yaml(form) {
  const labels = form.labels.split(",").map((label) => label.trim()).filter(Boolean);
  return `job: ${quoted(form.job)}
base: ${quoted(form.base)}
stream:
  labels: [${labels.map(quoted).join(", ")}]
  holdoutPercent: ${Number(form.holdout) || 0}
adapter: {method: ${quoted(form.method)}, rank: ${Number(form.rank) || 0}, alpha: ${2 * Number(form.rank) || 0}}
`;
}

export function Submit() {
  const [form, setForm] = useState(START);
  const [text, setText] = useState(yaml(START));
  const [asked, ask] = useState(false);
  const change = (name) => (event) => {
    const next = { ...form, [name]: event.target.value };
    setForm(next);
    setText(yaml(next));
  };
  const field = (label, name, more = {}) => h("label", null, label, h("input", { name, value: form[name], onInput: change(name), ...more }));
  return h("section", null, h("h2", null, "Submit a job"),
    h("form", { class: "submit", onSubmit: (event) => { event.preventDefault(); ask(true); } },
      h("fieldset", null, h("legend", null, "In short"),
        field("Job", "job", { required: true }), field("Base", "base", { required: true }), field("Labels, with commas", "labels"),
        h("label", null, "Method", h("select", { name: "method", value: form.method, onChange: change("method") }, METHODS.map((each) => h("option", { value: each }, each)))),
        field("Rank", "rank", { inputmode: "numeric" }), field("Per cent held out", "holdout", { inputmode: "numeric" })),
      h("label", null, "Job file", h("textarea", { name: "yaml", rows: 12, spellcheck: false, value: text, onInput: (event) => setText(event.target.value) })),
      h("p", { class: "buttons" }, h("button", { class: "main", type: "submit" }, "Submit"))),
    asked ? h(Confirm, { title: "Submit this job?", label: "Submit", close: () => ask(false), run: () => act("POST", "/jobs", text, "application/yaml"),
      words: "Its stream's topics are made, and every stage begins with it. Streams and jobs cannot be changed later; an equal job changes nothing." }) : null);
}
