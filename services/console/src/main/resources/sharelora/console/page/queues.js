// What waits for what, in the words of the command status; and what operators did.
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skip } from "/assets/actions.js";
import { get } from "/assets/api.js";
import { useKnown } from "/assets/live.js";
import { count, Problem, Table, when } from "/assets/parts.js";

/** What the command status tells, anew every ten seconds while somebody looks. */
export function useStatus() {
  const [status, setStatus] = useState(null);
  const [error, setError] = useState(null);
  useEffect(() => {
    const look = () => document.hidden || get("/status").then((found) => { setStatus(found); setError(null); }, setError);
    look();
    const timer = setInterval(look, 10000);
    return () => clearInterval(timer);
  }, []);
  return [status, error];
}

export function Queues() {
  const { streams } = useKnown();
  const [status, error] = useStatus();
  const [skipping, skip] = useState(null);
  const notes = (each) => (each.notes && each.notes.length ? h("ul", null, each.notes.map((note) => h("li", null, note))) : "–");
  return h("section", null, h("h2", null, "Queues"), h(Problem, { error }),
    status ? h("div", null,
      h(Table, { caption: "Stages", heads: ["stage", "members", "records that wait", "oldest waits, s", "what is so"], empty: "No stage.",
        rows: status.stages.map((each) => [each.stage, count(each.members), count(each.waitingRecords), count(each.waitingSeconds), notes(each)]) }),
      h(Table, { caption: "Jobs", heads: ["job", "state", "records that wait", "oldest waits, s", "dead letters", "what is so"], empty: "No job.",
        rows: status.jobs.map((each) => [h("a", { href: "#/jobs/" + encodeURIComponent(each.job) }, each.job), each.state, count(each.lagRecords), count(each.lagSeconds), count(each.deadLetters), notes(each)]) }),
      h(Table, { caption: "Not ready", heads: ["page", "check", "reason"], empty: "Every process that answers is ready.", rows: status.notReady.map((each) => [each.page, each.check, each.reason]) }),
      h(Table, { caption: "What predictors serve", heads: ["job", "adapter", "by"], empty: "No predictor that was asked serves a job.", rows: status.served.map((each) => [each.job, each.adapterName, each.page]) }),
      status.unread.map((each) => h("p", { class: "problem" }, each))) : h("p", { class: "empty" }, "Looking …"),
    streams.length ? h("p", { class: "buttons" }, streams.map((each) => h("button", { type: "button", onClick: () => skip(each.stream) }, "Skip a record of " + each.stream))) : null,
    skipping ? h(Skip, { stream: skipping, close: () => skip(null) }) : null);
}

export function Operations() {
  const { operations } = useKnown();
  return h("section", null, h("h2", null, "What operators did"),
    h(Table, { caption: "The newest 200, from the command line and from here", heads: ["when", "who", "by", "what", "of", "outcome", "in words"], empty: "Nothing yet.",
      rows: operations.map((each) => [when(each.at), each.who, each.via, each.action, each.subject || "–", each.outcome, each.result]) }));
}
