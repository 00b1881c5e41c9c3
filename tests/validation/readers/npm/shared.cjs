// What both readers do: take paths of PNG files from standard input, a line each, and print a JSON line for each.
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { PNG } = require('pngjs');

const modules = path.join(__dirname, 'node_modules');
const wasm = path.join(modules, '@tensorflow', 'tfjs-backend-wasm', 'dist') + path.sep;
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(wasm);

// Return {rgb, width, height} of a PNG file.
function pixels(file) {
  const { data, width, height } = PNG.sync.read(fs.readFileSync(file));
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return { rgb, width, height };
}

// Return the largest of faces by what `area` says, null of none.
const largest = (faces, area) => (faces.length ? faces.reduce((a, b) => (area(b) > area(a) ? b : a)) : null);

// Load with `load`, then answer each path with what `read` makes of it.
function answer(load, read) {
  (async () => {
    await load();
    for await (const file of readline.createInterface({ input: process.stdin })) {
      console.log(JSON.stringify(await read(file)));
    }
  })().catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

module.exports = { modules, wasm, pixels, largest, answer };
