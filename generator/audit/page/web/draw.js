// Draws heat maps and distributions as macros.html does; maps.py has the rules.
function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const thousands = (number) => (number >= 10000 ? number.toLocaleString("en-GB") : String(number));
const several = (number, one) => `${thousands(number)} ${one}${number === 1 ? "" : "s"}`;
const percent = (share) => `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;
const vertical = (levels) => {
  const longest = Math.max(0, ...levels.map((level) => [...level].length));
  return (longest > 8 && levels.length > 4) || (longest > 5 && levels.length > 12);
};
// Text that may be broken after every underscore.
const soft = (text) => text.split(/(?<=_)/).flatMap((part, i) => (i ? [make("wbr"), part] : [part]));

function shades(counts) {
  let least = Infinity, most = 0;
  for (const number of counts) { if (number > 0 && number < least) least = number; if (number > most) most = number; }
  const { shades } = data.limits;
  return Array.from(counts, (number) => (number === 0 ? 0 : least === most ? (shades + 1) >> 1 : Math.ceil((shades * number) / most)));
}

function says(counts, what) {
  let empty = 0, least = Infinity, most = 0;
  for (const number of counts) { if (number === 0) empty++; if (number < least) least = number; if (number > most) most = number; }
  if (counts.length === 0) least = 0;
  const held = least !== most ? `${thousands(least)} to ${thousands(most)} ${what} in a cell` : `${thousands(most)} ${what} in every cell`;
  return `${several(counts.length, "cell")}, ${empty ? thousands(empty) : "none"} empty; ${held}.`;
}

// A two-way table of counts (rows × columns, flat), or a word that it is too large.
function heatMap(rows, columns, what, counts, rowTotals, columnTotals, total, tones = shades(counts), where = "") {
  const { cells, columns: mostColumns } = data.limits, width = columns.levels.length;
  const title = [`${rows.label} × ${columns.label} `, make("span", { class: "count" }, what + where)];
  if (counts.length > cells || width > mostColumns) return [make("p", { class: "caption" }, ...title), make("p", {}, "Too large to draw.")];
  const head = make("tr", {}, make("td"), ...columns.levels.map((level) => make("th", { scope: "col" }, make("span", {}, ...soft(level)))),
    make("th", { scope: "col", class: "sum" }, make("span", {}, "all")));
  const body = rows.levels.map((level, row) => make("tr", {}, make("th", { scope: "row" }, ...soft(level)),
    ...columns.levels.map((_, column) => make("td", { class: `q${tones[row * width + column]}` }, String(counts[row * width + column]))),
    make("td", { class: "sum" }, String(rowTotals[row]))));
  const foot = make("tr", {}, make("th", { scope: "row" }, "all"),
    ...columns.levels.map((_, column) => make("td", { class: "sum" }, String(columnTotals[column]))), make("td", { class: "sum" }, String(total)));
  return [make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${rows.label} by ${columns.label}${where}` },
    make("table", { class: vertical(columns.levels) ? "heat tall" : "heat" }, make("caption", {}, ...title),
      make("thead", {}, head), make("tbody", {}, ...body), make("tfoot", {}, foot)))];
}

function drawMap(figure, kept) {
  const { rows, columns, count: what } = figure.dataset;
  if (factors.get(rows).levels.length * factors.get(columns).levels.length > data.limits.counted) return;
  const counts = count([rows, columns], what, kept);
  const drawn = heatMap(factors.get(rows), factors.get(columns), what, counts,
    count([rows], what, kept), count([columns], what, kept), count([], what, kept)[0]);
  const caption = figure.querySelector("figcaption");
  caption.querySelector(".says").textContent = says(counts, what);
  figure.replaceChildren(...drawn, caption);
}

function drawDistribution(table, kept) {
  const { name, personal } = factors.get(table.dataset.factor);
  const clips = count([name], "clips", kept), people = personal ? count([name], "people", kept) : [];
  const total = Math.max(1, clips.reduce((sum, number) => sum + number, 0)), most = clips.reduce((a, b) => Math.max(a, b), 1);
  [...table.tBodies[0].rows].forEach((row, level) => {
    row.className = clips[level] ? "" : "nobody";
    row.querySelector("rect").setAttribute("width", Math.round((1000 * clips[level]) / most) / 10);
    row.cells[2].textContent = clips[level];
    row.cells[3].textContent = percent(clips[level] / total);
    if (personal) row.cells[4].textContent = people[level];
  });
}
