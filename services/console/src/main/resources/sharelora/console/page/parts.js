// Small parts that several views are made of.
import { h } from "preact";

export const number = new Intl.NumberFormat("en");

export function count(value) {
  return value === undefined || value === null ? "–" : number.format(value);
}

export function fixed(value, digits = 3) {
  return value === undefined || value === null || Number.isNaN(value) ? "–" : value.toFixed(digits);
}

export function interval(metric) {
  if (!metric) return "–";
  const range = metric.low === undefined ? "" : ` (${fixed(metric.low)} to ${fixed(metric.high)})`;
  return fixed(metric.value) + range;
}

export function metric(list, name) {
  return (list || []).find((each) => !name || each.name === name);
}

const STATES = { RUNNING: "▶", PAUSED: "❚❚", DELETED: "✕", FINISHED: "✓", UNKNOWN: "?" };

/** A state as a sign and a word, so that nobody needs to see its colour. */
export function State({ of }) {
  return h("span", { class: "state " + of.toLowerCase() }, h("span", { "aria-hidden": "true" }, STATES[of] || "•"), " ", of);
}

export function Table({ caption, heads, rows, empty }) {
  if (!rows.length) return h("p", { class: "empty" }, empty);
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h("table", null,
      h("caption", null, caption),
      h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell) => h("td", null, cell)))))));
}

export function when(text) {
  return text ? h("time", { datetime: text }, new Date(text).toLocaleString()) : "–";
}

export function Problem({ error }) {
  if (!error) return null;
  return h("div", { class: "problem", role: "alert" },
    h("p", null, error.message),
    error.problems && error.problems.length ? h("ul", null, error.problems.map((each) => h("li", null, each))) : null);
}
