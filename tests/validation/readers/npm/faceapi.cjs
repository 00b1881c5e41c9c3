// node faceapi.cjs : {age, female: 0-1} of the largest face in each picture, null without one. Of renders only.
const Module = require('module');
const path = require('path');
const { modules, pixels, largest, answer } = require('./shared.cjs');

// the package asks for all of tfjs, 300 MB, and uses its core with functions as methods of tensors
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => resolve(name === '@tensorflow/tfjs' ? '@tensorflow/tfjs-core' : name, ...rest);
const tf = require('@tensorflow/tfjs-core');
const methods = tf.Tensor.prototype;
for (const [name, action] of Object.entries(tf)) {
  if (typeof action === 'function' && !(name in methods)) {
    methods[name] = function (...values) { return action(this, ...values); };
  }
}
for (const rank of [1, 2, 3, 4]) {
  methods[`as${rank}D`] = function (...shape) { return tf.reshape(this, shape.length ? shape : [this.size]); };
}
methods.toFloat = function () { return tf.cast(this, 'float32'); };

// its main file wants tfjs-node, and its dist is not exported by name
const folder = path.join(modules, '@vladmandic', 'face-api');
const faceapi = require(path.join(folder, 'dist', 'face-api.node-wasm.js'));

async function load() {
  await tf.setBackend('wasm');
  await tf.ready();
  for (const net of ['ssdMobilenetv1', 'faceLandmark68Net', 'ageGenderNet']) {
    await faceapi.nets[net].loadFromDisk(path.join(folder, 'model'));
  }
}

async function read(file) {
  const { rgb, width, height } = pixels(file);
  const input = tf.tensor3d(rgb, [height, width, 3], 'int32');
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.1, maxResults: 3 });
  const faces = await faceapi.detectAllFaces(input, options).withFaceLandmarks().withAgeAndGender();
  input.dispose();
  const best = largest(faces, (one) => one.detection.box.area);
  if (!best) return null;
  const { age, gender, genderProbability: sure } = best;
  return { age, female: gender === 'female' ? sure : 1 - sure };
}

answer(load, read);
