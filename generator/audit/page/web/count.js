// Counts tables under filters, from the packed index that the page holds (embed.py says what is in it).
const data = JSON.parse(document.getElementById("data").textContent);
const factors = new Map();

function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
  return new { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[packed.size](bytes.buffer);
}

for (const entry of data.factors) factors.set(entry.name, { ...entry, codes: unpack(entry.codes) });
const pattern = unpack(data.pattern), starts = unpack(data.starts), patterns = unpack(data.patterns);

// What passes the filters: of each person, and of each view (a combination of emotion, signal, angle and scene).
// chosen: Map of factor name -> Set of level numbers. A view that is known in part passes for what is not known.
function passing(chosen) {
  const people = new Uint8Array(data.people + 1).fill(1);
  const views = new Uint8Array(factors.get("signal").codes.length).fill(1);
  for (const [name, levels] of chosen) {
    const { codes, personal, levels: names } = factors.get(name);
    const kept = personal ? people : views;
    codes.forEach((code, i) => { if (code < names.length && !levels.has(code)) kept[i] = 0; });
  }
  return { people, views };
}

// The number of clips, or of different people, in every combination of the factors' levels: a flat array, last factor fastest.
function count(names, what, kept) {
  const chosen = names.map((name) => factors.get(name));
  const steps = chosen.map((_, i) => chosen.slice(i + 1).reduce((size, factor) => size * factor.levels.length, 1));
  const size = chosen.reduce((cells, factor) => cells * factor.levels.length, 1);
  const counts = new Uint32Array(size), last = new Uint32Array(size);
  const offset = new Uint32Array(data.views);
  chosen.forEach((factor, i) => {
    if (!factor.personal) for (let view = 0; view < data.views; view++) offset[view] += factor.codes[view] * steps[i];
  });
  for (let person = 0; person < data.people; person++) {
    if (!kept.people[person]) continue;
    let base = 0;
    chosen.forEach((factor, i) => { if (factor.personal) base += factor.codes[person] * steps[i]; });
    for (let at = starts[pattern[person]], end = starts[pattern[person] + 1]; at < end; at++) {
      const view = patterns[at];
      if (!kept.views[view]) continue;
      const cell = base + offset[view];
      if (what === "clips") counts[cell]++;
      else if (last[cell] !== person + 1) { last[cell] = person + 1; counts[cell]++; }
    }
  }
  return counts;
}

// Whether a person has a clip that passes.
function appears(person, kept) {
  if (!kept.people[person]) return false;
  for (let at = starts[pattern[person]]; at < starts[pattern[person] + 1]; at++) if (kept.views[patterns[at]]) return true;
  return false;
}
