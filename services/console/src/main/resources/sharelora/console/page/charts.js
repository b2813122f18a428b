// Charts over steps, on canvases; each has a table beside it that says the same.
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

const COLOURS = ["--line-1", "--line-2", "--line-3", "--line-4", "--line-5", "--line-6"];
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 4]];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Values of several series on one axis of steps: [steps, values of the first, ...]. */
export function aligned(series) {
  const steps = [...new Set(series.flatMap((each) => each.points.map((point) => point[0])))].sort((a, b) => a - b);
  const at = new Map(steps.map((step, i) => [step, i]));
  const columns = series.map((each) => {
    const values = new Array(steps.length).fill(null);
    each.points.forEach(([step, value]) => { values[at.get(step)] = value ?? null; });
    return values;
  });
  return [steps, ...columns];
}

/** Numbers of steps are whole. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8];

/** From the lowest to the highest of all values and intervals, with some room. */
function heights(series) {
  const all = series.flatMap((each) => [...each.points.map((point) => point[1]), ...(each.intervals || []).flatMap(([, low, high]) => [low, high])])
    .filter((value) => value !== null && value !== undefined);
  if (!all.length) return [0, 1];
  const [low, high] = all.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  const room = 0.08 * (high - low) || 0.1;
  return [low - room, high + room];
}

/** Intervals of points, and marks of what happened at a step, drawn over the series. */
function over(series, marks) {
  return (plot) => {
    const { ctx } = plot;
    ctx.save();
    ctx.lineWidth = 1.5 * devicePixelRatio;
    series.forEach((each, i) => {
      if (!each.intervals) return;
      ctx.strokeStyle = colour(COLOURS[i % COLOURS.length]);
      each.intervals.forEach(([step, low, high]) => {
        const x = plot.valToPos(step, "x", true);
        const end = 4 * devicePixelRatio;
        const [top, bottom] = [plot.valToPos(high, "y", true), plot.valToPos(low, "y", true)];
        ctx.beginPath();
        ctx.moveTo(x, top); ctx.lineTo(x, bottom);
        ctx.moveTo(x - end, top); ctx.lineTo(x + end, top);
        ctx.moveTo(x - end, bottom); ctx.lineTo(x + end, bottom);
        ctx.stroke();
      });
    });
    ctx.strokeStyle = ctx.fillStyle = colour("--ink");
    ctx.font = `${12 * devicePixelRatio}px sans-serif`;
    marks.forEach(({ step, sign }) => {
      const x = plot.valToPos(step, "x", true);
      if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) return;
      ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath(); ctx.moveTo(x, plot.bbox.top); ctx.lineTo(x, plot.bbox.top + plot.bbox.height); ctx.stroke();
      ctx.fillText(sign, x + 3 * devicePixelRatio, plot.bbox.top + 12 * devicePixelRatio);
    });
    ctx.restore();
  };
}

function options(width, label, series, marks, shown) {
  const axis = { stroke: colour("--ink"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { stroke: colour("--grid") } };
  return {
    width, height: 260, cursor: { drag: { setScale: false } },
    scales: { x: { time: false, range: (plot, least, most) => shown.current.steps || (most > least ? [least, most] : [least || 0, (least || 0) + 1]) }, y: { range: () => heights(shown.current.series) } },
    axes: [{ ...axis, label: "step", incrs: WHOLE }, { ...axis, size: 60 }],
    series: [{ label: "step" }, ...series.map((each, i) => ({
      label: each.label, stroke: colour(COLOURS[i % COLOURS.length]), width: 2, dash: DASHES[i % DASHES.length],
      spanGaps: true, points: { show: !!each.intervals || each.points.length < 30, size: each.intervals ? 8 : 4 },
      value: (plot, value) => (value === null || value === undefined ? "–" : value.toFixed(4)),
    }))],
    hooks: { draw: [over(series, marks)] },
  };
}

/** @param steps first and last step of the axis; left out: those of the series */
export function Chart({ label, series, marks = [], steps }) {
  const box = useRef();
  const shown = useRef();
  shown.current = { series, steps };
  const plot = useRef();
  const data = aligned(series);
  const shape = JSON.stringify([series.map((each) => [each.label, each.intervals]), marks]);
  useEffect(() => {
    const make = () => {
      if (plot.current) plot.current.destroy();
      plot.current = new uPlot(options(box.current.clientWidth, label, series, marks, shown), data, box.current);
    };
    make();
    const width = new ResizeObserver(() => plot.current.setSize({ width: box.current.clientWidth, height: 260 }));
    width.observe(box.current);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", make);
    return () => {
      scheme.removeEventListener("change", make);
      width.disconnect();
      plot.current.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => {
    if (plot.current) plot.current.setData(data);
  }, [JSON.stringify([data[0].length, data.map((column) => column[column.length - 1])])]);
  return h("figure", null, h("figcaption", null, label), h("div", { class: "chart", ref: box, role: "img", "aria-label": label + ", over steps" }));
}
