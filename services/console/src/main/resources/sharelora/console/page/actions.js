// What operators do. Each asks first, and says what will happen; what came of it is said in the commands' own words.
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { act, get } from "/assets/api.js";
import { Problem } from "/assets/parts.js";

/** What is told beside the result, with what stands before each line of it. */
const FOUND = [["wrong", "wrong: "], ["lost", "lost: "], ["unread", "unread: "], ["notes", ""], ["looked", "looked at: "]];

/** A dialog that names the consequence; nothing is done before it is confirmed. */
export function Confirm({ title, words, label, danger, run, close, children }) {
  const box = useRef();
  const [error, setError] = useState(null);
  const [done, setDone] = useState(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => { box.current.showModal(); }, []);
  const go = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      setDone(await run());
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return h("dialog", { ref: box, onClose: close, "aria-labelledby": "confirm" },
    h("form", { onSubmit: go },
      h("h2", { id: "confirm" }, title),
      done ? h("div", { role: "status" }, h("p", { class: done.wrong && done.wrong.length ? "problem" : "done" }, done.result),
        FOUND.map(([key, words]) => (done[key] || []).length ? h("ul", null, done[key].map((each) => h("li", null, words + each))) : null))
        : h("p", null, words),
      done ? null : children,
      h(Problem, { error }),
      h("p", { class: "buttons" },
        done ? null : h("button", { type: "submit", class: danger ? "danger" : "main", disabled: busy }, busy ? "…" : label),
        h("button", { type: "button", onClick: () => box.current.close() }, done ? "Close" : "Cancel"))));
}

const of = (job, path) => `/jobs/${encodeURIComponent(job)}${path}`;

const ACTS = {
  pause: { label: "Pause", words: (job) => `${job} takes no more steps until it is resumed. It can be resumed while the stream's retention still holds what comes next.` },
  resume: { label: "Resume", words: (job) => `${job} goes on at the batch after its last one.` },
  retry: { label: "Retry", words: (job) => `Every stage in which ${job} stands still tries it again at once.` },
  promote: { label: "Unpin", words: (job) => `The pin of ${job} is taken away: its gate decides again what is promoted.` },
};

/** The buttons of a job, as its state allows. */
export function JobActions({ job }) {
  const [asked, ask] = useState(null);
  const close = () => ask(null);
  const names = [job.state === "PAUSED" ? "resume" : "pause", "retry", ...(job.pin ? ["promote"] : [])];
  if (job.state === "DELETED") return h("p", null, "This job was deleted, for good.");
  return h("div", { class: "buttons", role: "group", "aria-label": "Actions on this job" },
    names.map((name) => h("button", { type: "button", onClick: () => ask(name) }, ACTS[name].label)),
    h("button", { type: "button", onClick: () => ask("suite") }, "Add suite"),
    h("button", { type: "button", onClick: () => ask("verify") }, "Verify"),
    h("button", { type: "button", class: "danger", onClick: () => ask("delete") }, "Delete"),
    ACTS[asked] ? h(Confirm, { key: asked, title: ACTS[asked].label + " " + job.job + "?", words: ACTS[asked].words(job.job),
      label: ACTS[asked].label, close, run: () => act("POST", of(job.job, "/" + asked)) }) : null,
    asked === "verify" ? h(Confirm, { title: `Verify ${job.job}?`, label: "Verify", close, run: () => get(of(job.job, "/verification")),
      words: "Its steps, states, checkpoints and suites are held against what was promised. Nothing is changed. It reads the whole log of the job and may take minutes." }) : null,
    asked === "suite" ? h(Suite, { job: job.job, close }) : null,
    asked === "delete" ? h(Delete, { job: job.job, close }) : null);
}

function Delete({ job, close }) {
  const [name, setName] = useState("");
  const run = async () => {
    if (name !== job) throw new Error(`name: '${name}', expected ${job}`);
    return act("DELETE", of(job, ""));
  };
  return h(Confirm, { title: `Delete ${job}?`, danger: true, label: "Delete", close, run,
    words: "It ends for good, and its name is taken. Its states are deleted after a day, and its checkpoints but for step 0, the newest and the promoted one. Stream and topics stay." },
  h("label", null, "Type the job's name to confirm", h("input", { value: name, onInput: (event) => setName(event.target.value), autocomplete: "off" })));
}

function Suite({ job, close }) {
  const [name, setName] = useState("");
  const [records, setRecords] = useState("");
  return h(Confirm, { title: `Add a suite to ${job}`, label: "Add", close,
    words: "The records are frozen under that name, and every later checkpoint of the job is measured on them too. A suite cannot be changed.",
    run: () => act("POST", of(job, "/suites"), { name, records }) },
  h("label", null, "Name", h("input", { value: name, onInput: (event) => setName(event.target.value) })),
  h("label", null, "Records, a line of JSON each", h("textarea", { rows: 6, value: records, onInput: (event) => setRecords(event.target.value),
    placeholder: '{"id": "1", "text": "...", "label": "..."}' })));
}

export function Rollback({ job, checkpoint, close }) {
  return h(Confirm, { title: `Pin ${job} to step ${checkpoint.step}?`, label: "Pin", close,
    words: `Checkpoint ${checkpoint.adapterName} is promoted, and nothing else is until the pin is taken away, whatever the gate says.`,
    run: () => act("POST", of(job, "/rollback"), { to: checkpoint.checkpoint }) });
}

export function Replay({ stream, reason, count, close }) {
  const which = [reason || "any reason", stream ? "stream " + stream : "all streams"].join(", ");
  return h(Confirm, { title: "Replay dead letters?", label: "Replay", close,
    words: `Up to ${count} dead letters (${which}) are put back into their streams, each once and for all. What still cannot be read, or was put back before, is left.`,
    run: () => act("POST", "/dead-letters/replay", { ...(stream ? { stream } : {}), ...(reason ? { reason } : {}) }) });
}

export function Skip({ stream, close }) {
  const [topic, setTopic] = useState("");
  const [partition, setPartition] = useState("0");
  const [offset, setOffset] = useState("");
  const input = (label, value, set) => h("label", null, label, h("input", { value, onInput: (event) => set(event.target.value) }));
  return h(Confirm, { title: `Skip a record of ${stream}`, label: "Skip", danger: true, close,
    words: "The tokenizer makes a dead letter of that record without reading it. A record that it has passed already cannot be skipped.",
    run: () => act("POST", `/streams/${encodeURIComponent(stream)}/skips`, { topic, partition: Number(partition), offset: Number(offset) }) },
  input("Topic", topic, setTopic), input("Partition", partition, setPartition), input("Offset", offset, setOffset));
}
