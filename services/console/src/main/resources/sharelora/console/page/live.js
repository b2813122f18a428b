// What the page knows, kept up to date by events. A hidden tab reads none; a shown one goes on where it was.
import { useEffect, useState } from "preact/hooks";
import { get } from "/assets/api.js";

export const known = {
  loaded: false, jobs: new Map(), streams: [], letters: { count: 0, replayed: 0, kinds: [] }, operations: [],
  flow: null, trouble: "", connected: false, version: 0,
};

const listeners = new Set();
let source = null;
let cursor = "";
let pending = false;
let signedOut = () => {};

function changed() {
  known.version++;
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    listeners.forEach((each) => each(known.version));
  });
}

function take(event, whole) {
  const told = JSON.parse(event.data);
  cursor = event.lastEventId;
  if (whole) known.jobs = new Map();
  for (const job of told.jobs || []) known.jobs.set(job.job, { ...job, version: event.lastEventId });
  if (told.streams) known.streams = told.streams;
  if (told.letters) known.letters = told.letters;
  if (told.operations) known.operations = told.operations;
  known.loaded = true;
  changed();
}

function open() {
  if (source || document.hidden) return;
  source = new EventSource("/api/v1/events" + (cursor ? "?since=" + encodeURIComponent(cursor) : ""));
  source.addEventListener("open", () => { known.connected = true; known.trouble = ""; changed(); });
  source.addEventListener("error", () => {
    known.connected = false;
    changed();
    if (source && source.readyState === EventSource.CLOSED) {
      close();
      setTimeout(again, 2000);
    }
  });
  source.addEventListener("overview", (event) => take(event, true));
  source.addEventListener("change", (event) => take(event, false));
  source.addEventListener("flow", (event) => { known.flow = JSON.parse(event.data); changed(); });
  source.addEventListener("trouble", (event) => { known.trouble = JSON.parse(event.data).words; changed(); });
}

function close() {
  if (source) source.close();
  source = null;
}

/** A console that was started anew knows no sessions of before: whoever needs one is asked for the token again. */
async function again() {
  const session = await get("/session").catch(() => ({}));
  if (session.role === "ANYBODY") signedOut();
  else open();
}

function shown() {
  if (document.hidden) close();
  else open();
}

export function start(whenSignedOut) {
  signedOut = whenSignedOut;
  document.addEventListener("visibilitychange", shown);
  open();
}

/** Has a component drawn again whenever something that is known changes. */
export function useKnown() {
  const [, draw] = useState(0);
  useEffect(() => {
    listeners.add(draw);
    return () => listeners.delete(draw);
  }, []);
  return known;
}
