// Filters, the free choice of tables, the moving wall and printing.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (name) => document.getElementById(name);
let kept = passing(new Map());
const clipsInAll = count([], "clips", kept)[0];

function chosen() {
  const picked = new Map();
  for (const box of all("#filters input:checked")) {
    const name = box.closest("fieldset").dataset.factor;
    if (!picked.has(name)) picked.set(name, new Set());
    picked.get(name).add(Number(box.value));
  }
  return picked;
}

function wording(picked) {
  return [...picked].map(([name, levels]) => {
    const { label, levels: names } = factors.get(name);
    const shown = [...levels].map((level) => names[level]);
    return `${label} ${shown.length > 4 ? `${shown.length} levels` : shown.join(" or ")}`;
  }).join(", ");
}

function filter() {
  const picked = chosen(), filtered = picked.size > 0;
  kept = passing(picked);
  document.body.classList.toggle("filtered", filtered);
  byId("clear").hidden = !filtered;
  const clips = count([], "clips", kept)[0], people = count([], "people", kept)[0];
  byId("passing").textContent = filtered
    ? `${thousands(clips)} of ${several(clipsInAll, "clip")}, ${thousands(people)} of ${thousands(data.people)} people: ${wording(picked)}`
    : `${several(clipsInAll, "clip")}, ${thousands(data.people)} people: no filter`;
  filterFindings(filtered);
  filterPeople(filtered);
  all(".bars").forEach((table) => drawDistribution(table, kept));
  all("figure[data-rows]").forEach((figure) => drawMap(figure, kept));
  explore();
}

function filterFindings(filtered) {
  for (const article of all(".finding")) {
    const { person, view } = findings[article.dataset.group];
    let through = 0;
    for (let i = 0; i < person.length; i++) through += kept.people[person[i]] & kept.views[view[i]];
    article.hidden = filtered && through === 0;
    article.querySelector(".total").textContent = filtered ? `${thousands(through)} of ${thousands(person.length)}` : thousands(person.length);
    for (const row of all("tr[data-place]", article)) {
      const i = Number(row.dataset.place);
      row.hidden = !(kept.people[person[i]] && kept.views[view[i]]);
    }
  }
}

function filterPeople(filtered) {
  const tiles = all(".tile");
  for (const tile of tiles) tile.hidden = !(kept.people[tile.dataset.person] && kept.views[tile.dataset.view]);
  const line = byId("tiles-passing");
  if (line) {
    line.hidden = !filtered;
    line.textContent = `${tiles.filter((tile) => !tile.hidden).length} of these ${several(tiles.length, "clip")} pass the filter.`;
  }
  for (const row of all(".people tr[data-person]")) row.hidden = !appears(Number(row.dataset.person), kept);
}

function explore() {
  const [rows, columns, each] = ["rows", "columns", "each"].map((name) => byId(name).value);
  const what = document.querySelector("input[name=counting]:checked").value;
  const drawn = byId("drawn"), names = each ? [each, rows, columns] : [rows, columns];
  drawn.replaceChildren();
  if (new Set(names).size < names.length) {
    byId("explored").textContent = "Choose different factors.";
    return;
  }
  const [down, across] = [factors.get(rows), factors.get(columns)], layers = each ? factors.get(each).levels : [""];
  const size = down.levels.length * across.levels.length;
  byId("explored").textContent = "";
  if (size * layers.length > 20 * data.limits.cells) {
    byId("explored").textContent = `${several(size * layers.length, "cell")}: too many to draw.`;
    return;
  }
  const counts = count(names, what, kept);
  const downs = count(each ? [each, rows] : [rows], what, kept), acrosses = count(each ? [each, columns] : [columns], what, kept);
  const totals = count(each ? [each] : [], what, kept);
  byId("explored").textContent = says(counts, what);
  const tones = shades(counts);
  layers.forEach((layer, i) => {
    const part = (values, length) => values.subarray(i * length, (i + 1) * length), cells = part(counts, size);
    const where = each ? `, ${factors.get(each).label} ${layer}` : "";
    drawn.append(make("figure", { class: "map" },
      ...heatMap(down, across, what, cells, part(downs, down.levels.length), part(acrosses, across.levels.length), totals[i], tones.slice(i * size, (i + 1) * size), where),
      make("figcaption", {}, each ? says(cells, what) : "")));
  });
}

function fillSelects() {
  const useful = [...factors.values()].filter((factor) => factor.levels.length > 1);
  for (const [id, first] of [["rows", "ethnicity"], ["columns", "age_band"], ["each", "gender"]]) {
    const select = byId(id);
    if (id === "each") select.append(make("option", { value: "" }, "–"));
    for (const factor of useful) select.append(make("option", { value: factor.name }, factor.label));
    if (useful.some((factor) => factor.name === first)) select.value = first;
    select.addEventListener("change", explore);
  }
  if (byId("rows").value === byId("columns").value && useful.length > 1) byId("columns").value = useful.find((factor) => factor.name !== byId("rows").value).name;
  if ([byId("rows").value, byId("columns").value].includes(byId("each").value)) byId("each").value = "";
  for (const radio of all("input[name=counting]")) radio.addEventListener("change", explore);
  byId("explorer").hidden = useful.length < 2;
}

function animate(button) {
  const picture = button.querySelector("svg"), image = picture.querySelector("image");
  const frames = Number(button.dataset.frames), still = Number(button.dataset.still), pace = Number(button.dataset.pace);
  const width = image.width.baseVal.value / frames, height = image.height.baseVal.value;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let at = still, timer = 0;
  const show = (frame) => { at = frame; picture.setAttribute("viewBox", `${frame * width} 0 ${width} ${height}`); };
  const pressed = (on) => button.setAttribute("aria-pressed", on);
  const stop = () => { clearInterval(timer); timer = 0; pressed(false); show(still); };
  const play = () => { if (!timer && !calm.matches) { show(0); timer = setInterval(() => show((at + 1) % frames), pace); } };
  const pinned = () => button.getAttribute("aria-pressed") === "true";
  button.disabled = false;
  button.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") play(); });
  button.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && !pinned()) stop(); });
  button.addEventListener("focus", () => { if (button.matches(":focus-visible")) play(); });
  button.addEventListener("blur", stop);
  button.addEventListener("click", () => {
    if (calm.matches) show((at + 1) % frames);
    else if (pinned()) stop();
    else { play(); pressed(true); }
  });
}

function openFor(target) {
  for (let element = target; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
}

const findings = data.findings.map(({ person, view }) => ({ person: unpack(person), view: unpack(view) }));
all(".scripted").forEach((element) => { element.hidden = element.id === "tiles-passing"; });
fillSelects();
filter();
byId("filters").addEventListener("change", filter);
byId("clear").addEventListener("click", () => {
  all("#filters input:checked").forEach((box) => { box.checked = false; });
  filter();
  document.querySelector("#filters summary").focus();
});
all(".play").forEach(animate);
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[href^='#map-']");
  if (link) openFor(byId(link.hash.slice(1)));
});
let closed = [];
addEventListener("beforeprint", () => {
  closed = all("main details:not([open])").filter((element) => !element.closest("#filters"));
  closed.forEach((element) => { element.open = true; });
});
addEventListener("afterprint", () => { closed.forEach((element) => { element.open = false; }); });
