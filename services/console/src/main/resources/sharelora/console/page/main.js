// The page: where one is, what stands around it, and whether what is shown is true now.
import { h, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, signIn } from "/assets/api.js";
import { Compare } from "/assets/compare.js";
import { Overview } from "/assets/flow.js";
import { JobPage } from "/assets/job.js";
import { Deleted } from "/assets/jobs.js";
import { Letters } from "/assets/letters.js";
import { start, useKnown } from "/assets/live.js";
import { Problem } from "/assets/parts.js";
import { Operations, Queues } from "/assets/queues.js";
import { Submit } from "/assets/submit.js";

const PLACES = [["", "Flow"], ["compare", "Compare"], ["letters", "Dead letters"], ["queues", "Queues"], ["operations", "Operations"], ["submit", "Submit"]];

function here() {
  const [place = "", name = ""] = location.hash.replace(/^#\/?/, "").split("/");
  try {
    return [place, decodeURIComponent(name)];
  } catch {
    return ["", ""];
  }
}

function View({ place, name }) {
  switch (place) {
    case "jobs": return h(JobPage, { key: name, id: name });
    case "compare": return h(Compare, { stream: name });
    case "letters": return h(Letters);
    case "queues": return h(Queues);
    case "operations": return h(Operations);
    case "submit": return h(Submit);
    case "deleted": return h(Deleted);
    default: return h(Overview);
  }
}

/** Whether what is shown is true now, in words. */
function Standing() {
  const { loaded, connected, trouble } = useKnown();
  const words = !connected ? "The console does not answer: what is shown is what it told last."
    : !loaded ? trouble || "The console is reading the log."
      : trouble ? "What is shown is what was known before: " + trouble : "";
  return h("p", { class: words ? "standing" : "standing fine", role: "status" }, words || "● live");
}

function App() {
  const [[place, name], go] = useState(here());
  useEffect(() => {
    const moved = () => {
      go(here());
      document.getElementById("main").focus();
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  const { loaded } = useKnown();
  return h("div", null,
    h("a", { class: "jump", href: "#main", onClick: (event) => { event.preventDefault(); document.getElementById("main").focus(); } }, "To the content"),
    h("header", null, h("h1", null, h("a", { href: "#/" }, "ShareLoRA Streams")), h(Standing),
      h("nav", { "aria-label": "Views" }, h("ul", null, PLACES.map(([to, label]) => h("li", null,
        h("a", { href: "#/" + to, "aria-current": to === place || (to === "" && place === "jobs") ? "page" : undefined }, label))),
      h("li", null, h("a", { href: "/api/docs" }, "API"))))),
    h("main", { id: "main", tabindex: -1 }, loaded ? h(View, { place, name }) : h("p", { class: "empty" }, "Reading the log …")));
}

function SignIn({ done }) {
  const [error, setError] = useState(null);
  const go = async (event) => {
    event.preventDefault();
    try {
      await signIn(new FormData(event.target).get("token"));
      done();
    } catch (refused) {
      setError(refused);
    }
  };
  return h("main", { class: "signin" }, h("h1", null, "ShareLoRA Streams"),
    h("form", { onSubmit: go }, h("label", null, "Token", h("input", { name: "token", type: "password", autocomplete: "current-password", required: true })),
      h("p", { class: "buttons" }, h("button", { class: "main", type: "submit" }, "Sign in"))), h(Problem, { error }));
}

function Door() {
  const [state, setState] = useState("asking");
  const [error, setError] = useState(null);
  useEffect(() => {
    get("/session").then((session) => setState(session.role === "ANYBODY" ? "stranger" : "in"), setError);
  }, []);
  useEffect(() => { if (state === "in") start(() => setState("stranger")); }, [state]);
  if (error) return h("main", null, h("h1", null, "ShareLoRA Streams"), h(Problem, { error }));
  return state === "in" ? h(App) : state === "stranger" ? h(SignIn, { done: () => setState("in") }) : null;
}

render(h(Door), document.getElementById("page"));
