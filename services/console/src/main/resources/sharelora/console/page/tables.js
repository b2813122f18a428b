// Tables of a job: checkpoints, results, verdicts and classes.
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Rollback } from "/assets/actions.js";
import { get } from "/assets/api.js";
import { count, fixed, interval, metric, Table, when } from "/assets/parts.js";

export function Checkpoints({ job }) {
  const [chosen, choose] = useState(null);
  const list = job.checkpointList.slice(-50).reverse();
  const rows = list.map((each) => [count(each.step), h("code", null, each.adapterName), count(each.records), count(each.parameters),
    each.parent ? h("code", null, each.parent.slice(0, 12)) : "–", each.learnedFrom.join("; ") || "–", when(each.at),
    job.promoted && job.promoted.checkpoint === each.checkpoint ? "★ promoted" + (job.promoted.pinned ? ", pinned" : "")
      : h("button", { type: "button", onClick: () => choose(each), "aria-label": "Pin to step " + each.step }, "Pin")]);
  return h("section", null, h("h3", null, "Checkpoints"),
    h(Table, { caption: "Checkpoints and what they have come from", heads: ["step", "name", "records", "parameters", "parent", "token batches", "when", "promotion"],
      rows, empty: "No checkpoint yet." }),
    chosen ? h(Rollback, { key: chosen.checkpoint, job: job.job, checkpoint: chosen, close: () => choose(null) }) : null);
}

export function Results({ job }) {
  const rows = job.results.slice(-100).reverse().flatMap((result) => (result.metrics.length ? result.metrics : [null]).map((each) => [
    count(result.step), result.suite, result.status, `${count(result.n)}/${count(result.of)}`, each ? each.name : "–", interval(each),
    each ? fixed((metric(result.stepZero, each.name) || {}).value) : "–", each ? fixed((metric(result.linearProbe, each.name) || {}).value) : "–"]));
  return h("details", null, h("summary", null, `Results (${job.results.length})`),
    h(Table, { caption: "Evaluation results with 95 % intervals", heads: ["step", "suite", "status", "records", "metric", "value", "step 0", "linear probe"],
      rows, empty: "No result yet." }));
}

const DECISIONS = { PROMOTED: "★ promoted", REJECTED: "✕ rejected", ROLLED_BACK: "↩ rolled back", RELEASED: "○ released" };

export function Verdicts({ job }) {
  const rows = job.verdicts.slice(-50).reverse().map((each) => [count(each.step), DECISIONS[each.decision] || each.decision, each.reason, when(each.at)]);
  return h("section", null, h("h3", null, "Promotions"),
    h(Table, { caption: "What was decided of checkpoints", heads: ["step", "decision", "reason", "when"], rows, empty: "Nothing was decided yet." }));
}

function ratio(part, whole) {
  return whole ? fixed(part / whole) : "–";
}

export function Classes({ confusion }) {
  if (!confusion || !confusion.labels.length) return null;
  const { labels, rows } = confusion;
  const asked = labels.map((_, i) => rows.reduce((sum, row) => sum + row[i], 0));
  const of = rows.map((row) => row.reduce((sum, cell) => sum + cell, 0));
  const most = Math.max(1, ...rows.flat());
  const perClass = labels.map((label, i) => [label, count(of[i]), ratio(rows[i][i], of[i]), ratio(rows[i][i], asked[i])]);
  return h("section", null, h("h3", null, `Classes at step ${count(confusion.step)}`),
    h(Table, { caption: "Each class", heads: ["class", "records", "recall", "precision"], rows: perClass, empty: "" }),
    h("details", null, h("summary", null, "Confusion matrix"),
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Confusion matrix" },
        h("table", { class: "matrix" }, h("caption", null, "Rows are true classes, columns predicted ones"),
          h("thead", null, h("tr", null, h("td", null), labels.map((label) => h("th", { scope: "col" }, label)))),
          h("tbody", null, rows.map((row, i) => h("tr", null, h("th", { scope: "row" }, labels[i]),
            row.map((cell, j) => h("td", { class: (i === j ? "hit " : "") + "heat-" + Math.ceil((4 * cell) / most) }, count(cell))))))))));
}

/** How held-out prompts were gone on with: by the untouched base, and by the newest checkpoint that was measured. */
export function Continuations({ job }) {
  const result = job.result && job.result.result;
  const [told, setTold] = useState(null);
  useEffect(() => {
    if (result) get(`/jobs/${encodeURIComponent(job.job)}/continuations?result=${encodeURIComponent(result)}`).then(setTold, () => setTold(null));
  }, [job.job, result]);
  if (!told) return null;
  const said = (each) => h("span", { class: each.after === each.asked ? "good" : "" }, each.after === each.asked ? "✓ " : "", each.after);
  return h("section", null, h("h3", null, `How prompts go on at step ${count(job.result.step)}`),
    h(Table, { caption: "Held-out prompts", heads: ["prompt", "goes on", "before", "after"],
      rows: told.prompts.map((each) => [each.prompt, each.asked, each.before || "–", said(each)]),
      empty: "None is kept: evaluation.beamSearch of the job file has workers decode." }));
}
