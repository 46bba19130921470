// Renders one photograph at several widths, one after the other, and says what that took: node render.mjs FILE FORMAT QUALITY WIDTH,WIDTH,…
// The first rendition is made once before, and does not count.
import sharp from 'sharp';

const [file, format, quality, widths] = process.argv.slice(2);
sharp.cache(false);
sharp.concurrency(1);
const render = width => sharp(file).resize({ width })[format]({ quality: Number(quality) }).toBuffer();
const list = widths.split(',').map(Number);
await render(list[0]);
const [cpu, start] = [process.cpuUsage(), performance.now()];
for (const width of list) {
  await render(width);
}

const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpuMilliseconds: (user + system) / 1000 / list.length, milliseconds: performance.now() - start }));
