// Renders one photograph at several widths, one after the other, and says what that took: node render.mjs FILE FORMAT QUALITY WIDTH,WIDTH,…
// The first rendition is made once before, and does not count.
import { createIPX, ipxFSStorage } from 'ipx';
import { basename, dirname } from 'node:path';

const [file, format, quality, widths] = process.argv.slice(2);
const ipx = createIPX({ storage: ipxFSStorage({ dir: dirname(file) }) });
const render = width => ipx(basename(file), { w: `${width}`, f: format, quality }).process();
const list = widths.split(',').map(Number);
await render(list[0]);
const [cpu, start] = [process.cpuUsage(), performance.now()];
for (const width of list) {
  await render(width);
}

const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpuMilliseconds: (user + system) / 1000 / list.length, milliseconds: performance.now() - start }));
