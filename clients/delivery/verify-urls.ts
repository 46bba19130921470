// Checks every published URL, and says where the answer is another than Dam's: node built/verify-urls.js url-vectors.json

import { readFileSync } from 'node:fs';
import { check, type Key, type State } from './media-url.js';

interface Vectors {
  now: number;
  keys: Key[];
  vectors: { name: string; path: string; state: State }[];
}

const { now, keys, vectors } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Vectors;
const others = vectors.filter(vector => check(vector.path, keys, now) !== vector.state);
for (const vector of others) {
  console.error(`${vector.name}: ${check(vector.path, keys, now)} instead of ${vector.state}`);
}

if (others.length > 0) {
  process.exit(1);
}

console.log(`${vectors.length} URLs agree.`);
