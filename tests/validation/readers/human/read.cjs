// node read.cjs [--people] : reads paths of PNG files from standard input, a line each, and prints a JSON line for each:
// {emotion: {name: share}, fine: {name: share}} of the largest face, null without one; with --people age and gender, too
// (renders only). emotion: what the package gives, cut to hundredths; fine: what its model gave, for ranking.
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { PNG } = require('pngjs');
require('@tensorflow/tfjs-backend-wasm');

// node's own fetch refuses file: addresses, and models lie in files
const overNetwork = globalThis.fetch;
globalThis.fetch = async (request, options) => {
  const address = String(request && request.url ? request.url : request);
  if (!address.startsWith('file:')) return overNetwork(request, options);
  const type = address.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  return new Response(fs.readFileSync(new URL(address)), { status: 200, headers: { 'content-type': type } });
};

const modules = path.join(__dirname, 'node_modules');
const wasm = path.join(modules, '@tensorflow', 'tfjs-backend-wasm', 'dist') + path.sep;
const people = process.argv.includes('--people');
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(wasm);
// the package's main file wants tfjs-node, and its dist is not exported by name
const { Human } = require(path.join(modules, '@vladmandic', 'human', 'dist', 'human.node-wasm.js'));
const off = { enabled: false };
const human = new Human({
  backend: 'wasm',
  wasmPath: wasm,
  modelBasePath: 'file://' + path.join(modules, '@vladmandic', 'human', 'models') + '/',
  debug: false, async: false, cacheSensitivity: 0,
  filter: off, gesture: off, body: off, hand: off, object: off,
  face: {
    enabled: true,
    detector: { rotation: false, maxDetected: 3, minConfidence: 0.1, skipFrames: 0 },
    mesh: { enabled: true },
    iris: off,
    description: { enabled: people, skipFrames: 0 },
    emotion: { enabled: true, minConfidence: 0, skipFrames: 0 },
  },
});

function pixels(file) {
  const { data, width, height } = PNG.sync.read(fs.readFileSync(file));
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return human.tf.tensor4d(rgb, [1, height, width, 3], 'int32');
}

// The model's outputs of the picture in hand, a face each in the package's order, before the package cuts them.
let outputs = [];
const NAMES = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

function listen() {
  const model = human.models.models.emotion;
  const execute = model.execute.bind(model);
  model.execute = (input) => {
    const output = execute(input);
    outputs.push(Array.from(output.dataSync()));
    return output;
  };
}

async function read(file) {
  const input = pixels(file);
  outputs = [];
  const { face: faces } = await human.detect(input);
  input.dispose();
  if (!faces || !faces.length) return null;
  const area = (one) => one.box[2] * one.box[3];
  const best = faces.reduce((a, b) => (area(b) > area(a) ? b : a));
  const emotion = Object.fromEntries((best.emotion || []).map(({ emotion: name, score }) => [name, score]));
  const fine = Object.fromEntries((outputs[faces.indexOf(best)] || []).map((score, i) => [NAMES[i], score]));
  return people ? { emotion, fine, age: best.age, gender: best.gender } : { emotion, fine };
}

(async () => {
  await human.load();
  await human.tf.ready();
  listen();
  for await (const file of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await read(file)));
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
