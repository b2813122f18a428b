// The flow, alive: what is at work, how fast, how far behind, and what is wrong.
import { h } from "preact";
import { useKnown } from "/assets/live.js";
import { count, fixed, interval, metric, State } from "/assets/parts.js";

const STAGES = [
  { stage: "tokenizer", reads: "examples", writes: "token batches" },
  { stage: "trainer", reads: "token batches", writes: "steps, snapshots" },
  { stage: "checkpointer", reads: "snapshots", writes: "checkpoints" },
  { stage: "planner", reads: "checkpoints", writes: "evaluation tasks" },
  { stage: "worker", reads: "evaluation tasks", writes: "shards" },
  { stage: "aggregator", reads: "shards", writes: "results" },
  { stage: "predictor", reads: "queries", writes: "predictions" },
];

function Stage({ is, seen, down }) {
  const members = seen ? seen.members : 0;
  const waits = !members && seen && seen.lag > 0;
  const sign = down.length ? "⚠ not ready" : !seen ? "… looking" : members ? "● at work" : waits ? "⚠ nobody reads" : "○ nobody";
  const kind = down.length || waits ? "bad" : members ? "good" : "idle";
  return h("li", { class: "stage " + kind },
    h("h3", null, is.stage),
    h("p", { class: "sign" }, sign),
    h("dl", null,
      h("dt", null, "members"), h("dd", null, count(members)),
      h("dt", null, "pace"), h("dd", null, seen ? fixed(seen.pace, 1) + "/s" : "–"),
      h("dt", null, "behind"), h("dd", null, count(seen ? seen.lag : undefined))),
    h("p", { class: "arrow" }, is.reads, h("span", { "aria-label": "to" }, " → "), is.writes),
    down.map((each) => h("p", { class: "reason" }, each.check + ": " + each.reason)));
}

function newest(jobs) {
  return [...jobs.values()].filter((job) => job.lastAt).sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1))[0];
}

function Last({ job }) {
  if (!job) return h("p", { class: "empty" }, "No step was taken yet.");
  return h("p", { class: "last", "aria-live": "off" },
    "Newest step: ", h("a", { href: "#/jobs/" + encodeURIComponent(job.job) }, job.job), " took step ",
    h("strong", null, count(job.step)), ", loss ", h("strong", null, fixed(job.loss)),
    job.task === "REGRESSION" ? null : [", accuracy before it was learned ", h("strong", null, fixed(job.accuracy))]);
}

export function Flow() {
  const { flow, jobs, letters } = useKnown();
  const seen = new Map((flow ? flow.stages : []).map((each) => [each.stage, each]));
  const down = flow ? flow.notReady : [];
  return h("section", { "aria-labelledby": "flow" },
    h("h2", { id: "flow" }, "Flow"),
    h("ol", { class: "flow" }, STAGES.map((is) => h(Stage, {
      is, seen: seen.get(is.stage), down: down.filter((each) => each.check.split(" ")[0] === is.stage),
    }))),
    h(Last, { job: newest(jobs) }),
    h("p", null, h("a", { href: "#/letters" }, count(letters.count) + (letters.count === 1 ? " dead letter" : " dead letters")),
      letters.replayed ? `, ${count(letters.replayed)} of them replayed` : ""));
}

export function Overview() {
  return h("div", null, h(Flow), h(JobList));
}

function JobList() {
  const { jobs } = useKnown();
  const rows = [...jobs.values()].filter((job) => job.state !== "DELETED");
  const gone = jobs.size - rows.length;
  return h("section", { "aria-labelledby": "jobs" },
    h("h2", { id: "jobs" }, "Jobs"),
    rows.length ? h("ul", { class: "jobs" }, rows.map((job) => h("li", { key: job.job },
      h("h3", null, h("a", { href: "#/jobs/" + encodeURIComponent(job.job) }, job.job)),
      h(State, { of: job.state }),
      h("p", null, `${job.method || "–"} on ${job.base || "–"}, stream ${job.stream || "–"}`),
      h("p", null, `step ${count(job.step)} · loss ${fixed(job.loss)} · ${count(job.records)} records`),
      h("p", null, held(job)))))
      : h("p", { class: "empty" }, "No job is there. ", h("a", { href: "#/submit" }, "Submit one.")),
    gone ? h("p", null, h("a", { href: "#/deleted" }, count(gone) + " deleted")) : null);
}

function held(job) {
  const first = metric(job.result && job.result.metrics);
  return first ? `${job.result.suite}: ${first.name} ${interval(first)} at step ${count(job.result.step)}` : "not evaluated yet";
}
