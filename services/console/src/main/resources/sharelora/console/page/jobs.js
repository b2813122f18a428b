// Jobs that were deleted: their names are taken for good.
import { h } from "preact";
import { useKnown } from "/assets/live.js";
import { State, Table } from "/assets/parts.js";

export function Deleted() {
  const { jobs } = useKnown();
  const rows = [...jobs.values()].filter((job) => job.state === "DELETED")
    .map((job) => [h("a", { href: "#/jobs/" + encodeURIComponent(job.job) }, job.job), job.stream, h(State, { of: job.state })]);
  return h("section", null, h("h2", null, "Deleted jobs"),
    h(Table, { caption: "Deleted jobs", heads: ["job", "stream", "state"], rows, empty: "None was deleted." }));
}
