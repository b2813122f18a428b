// A job's page: how it learns, what its checkpoints are worth, what was decided, and what may be done.
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { JobActions } from "/assets/actions.js";
import { get } from "/assets/api.js";
import { Chart } from "/assets/charts.js";
import { useKnown } from "/assets/live.js";
import { count, fixed, Problem, State } from "/assets/parts.js";
import { useStatus } from "/assets/queues.js";
import { Checkpoints, Classes, Continuations, Results, Verdicts } from "/assets/tables.js";

const SIGNS = { PROMOTED: "★", REJECTED: "✕", ROLLED_BACK: "↩", RELEASED: "○" };

/** The job in full, fetched anew at most once a second while events say that it changed. */
export function useJob(id) {
  const { jobs } = useKnown();
  const [job, setJob] = useState(null);
  const [error, setError] = useState(null);
  const last = useRef(0);
  const version = (jobs.get(id) || {}).version;
  useEffect(() => {
    const wait = Math.max(0, 1000 - (Date.now() - last.current));
    const timer = setTimeout(() => {
      last.current = Date.now();
      get("/jobs/" + encodeURIComponent(id)).then((found) => { setJob(found); setError(null); }, setError);
    }, job && job.job === id ? wait : 0);
    return () => clearTimeout(timer);
  }, [id, version]);
  return [job && job.job === id ? job : null, error];
}

function lines(job, name) {
  const suites = [...new Set(job.results.map((result) => result.suite))];
  const series = suites.map((suite) => {
    const found = job.results.filter((result) => result.suite === suite)
      .map((result) => [result.step, result.metrics.find((each) => each.name === name)]).filter(([, each]) => each);
    return { label: suite, points: found.map(([step, each]) => [step, each.value]),
      intervals: found.filter(([, each]) => each.low !== undefined).map(([step, each]) => [step, each.low, each.high]) };
  });
  for (const [key, label] of [["stepZero", "step 0"], ["linearProbe", "linear probe"]]) {
    const found = job.results.filter((result) => result.suite === suites[0])
      .map((result) => [result.step, result[key].find((each) => each.name === name)]).filter(([, each]) => each);
    if (found.length) series.push({ label, points: found.map(([step, each]) => [step, each.value]) });
  }
  return series;
}

export function Charts({ job }) {
  const marks = [...job.verdicts.map((each) => ({ step: each.step, sign: SIGNS[each.decision] || "?" })),
    ...job.drifts.map((each) => ({ step: each.step, sign: "△" })), ...job.restores.map((each) => ({ step: each.step, sign: "⟲" }))];
  const names = [...new Set(job.results.flatMap((result) => result.metrics.map((each) => each.name)))];
  const [chosen, choose] = useState("");
  const name = names.includes(chosen) ? chosen : names[0];
  const learned = job.steps.filter((point) => point.loss !== undefined);
  const all = [...learned, ...job.results, ...job.verdicts].map((each) => each.step);
  const steps = all.length ? [Math.min(...all), Math.max(Math.min(...all) + 1, ...all)] : undefined;
  return h("div", { class: "charts" },
    h(Chart, { label: "Loss of each batch before it was learned", series: [{ label: "loss", points: learned.map((point) => [point.step, point.loss]) }], marks, steps }),
    job.task === "REGRESSION" ? null : h(Chart, { label: "Accuracy of each batch before it was learned",
      series: [{ label: "accuracy", points: learned.map((point) => [point.step, point.accuracy]) }], marks, steps }),
    name ? h("div", null,
      h("label", null, "Metric ", h("select", { value: name, onChange: (event) => choose(event.target.value) }, names.map((each) => h("option", { value: each }, each)))),
      h(Chart, { key: name, label: `Checkpoints: ${name} on held-out records, with 95 % intervals`, series: lines(job, name), marks, steps }))
      : h("p", { class: "empty" }, "No checkpoint was evaluated yet."),
    marks.length ? h("p", { class: "legend" }, "★ promoted · ✕ rejected · ↩ rolled back · ○ released · △ the stream has changed · ⟲ went back to an earlier state") : null);
}

/** The adapter that answers, and what its newest result says of it. */
function served(job, status) {
  if (!status) return "looking …";
  const found = status.served.filter((each) => each.job === job.job);
  return found.length ? [...new Set(found.map((each) => each.adapterName))].map((name) => {
    const result = [...job.results].reverse().find((each) => each.metrics.length && name.startsWith(`${job.job}-${each.step}-`));
    const worth = result ? `: ${result.metrics[0].name} ${fixed(result.metrics[0].value)} on ${result.suite}` : "";
    return `${name} by ${found.filter((each) => each.adapterName === name).length}${worth}`;
  }).join("; ") : "by no predictor that was asked";
}

function Facts({ job }) {
  const [status] = useStatus();
  const last = job.checkpointList[job.checkpointList.length - 1];
  const facts = [
    ["stream", h("a", { href: "#/compare/" + encodeURIComponent(job.stream || "") }, job.stream || "–")], ["base", job.base],
    ["task", (job.task || "").toLowerCase()], ["method", `${job.method}, rank ${job.rank}`], ["learning rate", job.learningRate], ["seed", job.seed],
    ["step", count(job.step)], ["loss", fixed(job.loss)], ["records", count(job.records)],
    ["parameters", last ? count(last.parameters) : "–"], ["bytes", last ? count(4 * last.parameters) + " as float32" : "–"],
    ["promoted", job.promoted ? `step ${count(job.promoted.step)}${job.promoted.pinned ? ", pinned" : ""}` : "nothing"],
    ["served", served(job, status)],
    ["computed on", job.snapshot ? job.snapshot.engine : "–"], ["from", job.from || "its seed"],
  ];
  return h("dl", { class: "facts" }, facts.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value ?? "–"))));
}

export function JobPage({ id }) {
  const [job, error] = useJob(id);
  if (!job) return error ? h(Problem, { error }) : h("p", { class: "empty" }, "Reading …");
  return h("article", null,
    h("h2", null, job.job, " ", h(State, { of: job.state })),
    h(JobActions, { job }),
    h(Facts, { job }),
    h(Charts, { job }),
    h(Classes, { confusion: job.confusion }),
    job.task === "GENERATION" ? h(Continuations, { job }) : null,
    h(Verdicts, { job }),
    h(Checkpoints, { job }),
    h(Results, { job }));
}
