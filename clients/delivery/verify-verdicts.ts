// Decides every published vector, and says where the answer is another than Dam's: node built/verify-verdicts.js vectors.json

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { decide, type Context, type Policy, type Verdict } from './verdict.js';

interface Vector {
  name: string;
  policy: Policy;
  context: Context;
  verdict: Verdict;
}

const { vectors } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { vectors: Vector[] };
const others = vectors.filter(vector => !isDeepStrictEqual(decide(vector.policy, vector.context), vector.verdict));
for (const vector of others) {
  console.error(`${vector.name}: ${JSON.stringify(decide(vector.policy, vector.context))} instead of ${JSON.stringify(vector.verdict)}`);
}

if (others.length > 0) {
  process.exit(1);
}

console.log(`${vectors.length} verdicts agree.`);
