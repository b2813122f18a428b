// Jobs of one stream side by side: methods, seeds, rates.
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "/assets/api.js";
import { Chart } from "/assets/charts.js";
import { useKnown } from "/assets/live.js";
import { count, fixed, interval, metric, Problem, State, Table } from "/assets/parts.js";

export function Compare({ stream }) {
  const { streams, version } = useKnown();
  const chosen = stream || (streams[0] || {}).stream;
  const [told, setTold] = useState(null);
  const [error, setError] = useState(null);
  const [suite, setSuite] = useState("holdout");
  const beat = Math.floor(version / 8);
  useEffect(() => {
    if (chosen) get(`/streams/${encodeURIComponent(chosen)}/comparison?suite=${encodeURIComponent(suite)}`)
      .then((found) => { setTold(found); setError(null); }, setError);
  }, [chosen, suite, beat]);
  if (!chosen) return h("p", { class: "empty" }, "No stream is there.");
  return h("section", null, h("h2", null, "Compare"),
    h("p", { class: "buttons" },
      h("label", null, "Stream ", h("select", { value: chosen, onChange: (event) => { location.hash = "#/compare/" + encodeURIComponent(event.target.value); } },
        streams.map((each) => h("option", { value: each.stream }, each.stream)))),
      told ? h("label", null, "Suite ", h("select", { value: suite, onChange: (event) => setSuite(event.target.value) },
        [...new Set(["holdout", ...told.jobs.flatMap((job) => job.suites)])].map((each) => h("option", { value: each }, each)))) : null),
    h(Problem, { error }), told ? h(Told, { told, suite }) : null);
}

function Told({ told, suite }) {
  const jobs = told.jobs.filter((job) => job.state !== "DELETED");
  const of = (job) => job.results.filter((result) => result.metrics.length);
  const points = jobs.map((job) => {
    const found = of(job).map((result) => [result.step, result.metrics[0]]);
    return { label: job.job, points: found.map(([step, each]) => [step, each.value]),
      intervals: found.filter(([, each]) => each.low !== undefined).map(([step, each]) => [step, each.low, each.high]) };
  }).filter((each) => each.points.length);
  const rows = jobs.map((job) => {
    const last = of(job).pop();
    return [h("a", { href: "#/jobs/" + encodeURIComponent(job.job) }, job.job), h(State, { of: job.state }), job.method, count(job.rank), job.learningRate, job.seed,
      count(job.step), fixed(job.loss), last ? `${metric(last.metrics).name} ${interval(metric(last.metrics))}` : "–"];
  });
  const pairs = told.pairs.map((each) => [`${each.one} (step ${count(each.oneStep)})`, `${each.other} (step ${count(each.otherStep)})`,
    `${fixed(each.value)} (${fixed(each.low)} to ${fixed(each.high)})`, count(each.n)]);
  return h("div", null,
    h(Chart, { label: "Loss of each batch before it was learned",
      series: jobs.map((job) => ({ label: job.job, points: job.steps.filter((point) => point.loss !== undefined).map((point) => [point.step, point.loss]) })) }),
    points.length ? h(Chart, { label: "Checkpoints on " + suite + ", with 95 % intervals", series: points }) : null,
    h(Table, { caption: "Jobs of the stream", heads: ["job", "state", "method", "rank", "rate", "seed", "step", "loss", suite], rows, empty: "No job learns from it." }),
    h(Table, { caption: "Paired differences of accuracy on the same records, with 95 % intervals", heads: ["job", "minus", "difference", "records"], rows: pairs,
      empty: "No two newest checkpoints were measured on the same records." }),
    told.left ? h("p", null, `${told.left} more jobs are left out.`) : null);
}
