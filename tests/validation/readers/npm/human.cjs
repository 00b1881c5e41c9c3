// node human.cjs [--people] : {emotion: {name: share}, fine: {name: share}} of the largest face in each picture, null
// without one; with --people {age, female: 0-1}, too (of renders only). emotion: what the package gives, cut to
// hundredths; fine: what its model gave, for ranking.
const fs = require('fs');
const path = require('path');
const { modules, wasm, pixels, largest, answer } = require('./shared.cjs');

// node's own fetch refuses file: addresses, and models lie in files
const overNetwork = globalThis.fetch;
globalThis.fetch = async (request, options) => {
  const address = String(request && request.url ? request.url : request);
  if (!address.startsWith('file:')) return overNetwork(request, options);
  const type = address.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  return new Response(fs.readFileSync(new URL(address)), { status: 200, headers: { 'content-type': type } });
};

const people = process.argv.includes('--people');
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
  const { rgb, width, height } = pixels(file);
  const input = human.tf.tensor4d(rgb, [1, height, width, 3], 'int32');
  outputs = [];
  const { face: faces } = await human.detect(input);
  input.dispose();
  const best = largest(faces || [], (one) => one.box[2] * one.box[3]);
  if (!best) return null;
  const emotion = Object.fromEntries((best.emotion || []).map(({ emotion: name, score }) => [name, score]));
  const fine = Object.fromEntries((outputs[faces.indexOf(best)] || []).map((score, i) => [NAMES[i], score]));
  if (!people) return { emotion, fine };
  const sure = best.genderScore / 2; // the package gives twice the distance of a share from one half
  const female = 0.5 + ({ female: sure, male: -sure }[best.gender] || 0);
  return { emotion, fine, age: best.age, female };
}

async function load() {
  await human.load();
  await human.tf.ready();
  listen();
}

answer(load, read);
