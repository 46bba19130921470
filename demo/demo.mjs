// Does the main job of the service on the photographs in samples/, over HTTP and as any client would, shows each step, and checks what it says.
// node demo/demo.mjs BASE-URL [PID of the service, to stop waiting when it dies]
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sizeOf } from './size-of.mjs';

const base = process.argv[2].replace(/\/$/, '');
const serverPid = Number(process.argv[3] ?? 0);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const output = path.join(root, 'demo-output');
const key = process.env.Dam__Access__BootstrapKey;
const colored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colored ? `\x1b[${code}m${text}\x1b[0m` : text);
const sleep = ms => new Promise(done => setTimeout(done, ms));
const sleepUntil = instant => sleep(Math.max(0, instant - Date.now()));

let steps = 0;
const step = title => console.log(`\n${paint('1;36', `${++steps}. ${title}`)}`);
const note = text => console.log(paint('2', `   ${text}`));

class Unexpected extends Error {}

/** Ends the demo when something is not as it says. */
function expect(condition, what) {
  if (!condition) {
    throw new Unexpected(what);
  }
  console.log(`   ${paint('32', '✓')} ${what}`);
}

const indent = (text, by = '     ') => text.split('\n').map(line => by + line).join('\n');

/** Takes the common indentation off a template literal. */
function dedent(text) {
  const lines = text.replace(/^\n|\n\s*$/g, '').split('\n');
  const margin = Math.min(...lines.filter(line => line.trim()).map(line => line.length - line.trimStart().length));
  return lines.map(line => line.slice(margin)).join('\n');
}

const shortened = text => (text.length > 1600 ? `${text.slice(0, 1600)}\n… (${text.length} characters)` : text);

/** One GraphQL request, shown with its answer unless quiet. A GraphQL error ends the demo. */
async function graphql(query, variables = {}, { quiet = false } = {}) {
  const text = dedent(query);
  if (!quiet) {
    console.log(`   ${paint('33', 'POST /graphql')}\n${indent(text)}`);
    if (Object.keys(variables).length > 0) {
      console.log(indent(`variables: ${shortened(JSON.stringify(variables))}`));
    }
  }
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(key ? { 'Dam-Api-Key': key } : {}) },
    body: JSON.stringify({ query: text, variables }),
  });
  const body = await response.text();
  let answer;
  try {
    answer = JSON.parse(body);
  } catch {
    throw new Unexpected(`POST /graphql answered ${response.status}, and no JSON: ${body.slice(0, 400)}`);
  }
  if (answer.errors) {
    throw new Unexpected(`GraphQL errors: ${JSON.stringify(answer.errors, null, 2)}`);
  }
  if (!quiet) {
    console.log(`   ${paint('33', `${response.status}`)}\n${indent(shortened(JSON.stringify(answer.data, null, 2)))}`);
  }
  return answer.data;
}

/** A mutation of one field; its errors, which are data, end the demo. */
async function mutate(query, input, options) {
  const [payload] = Object.values(await graphql(query, { input }, options));
  if (payload.errors.length > 0) {
    throw new Unexpected(`Refused: ${JSON.stringify(payload.errors, null, 2)}`);
  }
  return payload;
}

/** Fetches a file's URL and shows what came. */
async function get(url, headers = {}) {
  const response = await fetch(url, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  console.log(`   ${paint('33', 'GET')} ${url.length > 150 ? `${url.slice(0, 147)}…` : url}`);
  console.log(`   ${paint('33', response.status)} ${type}, ${bytes.length} bytes, Cache-Control: ${response.headers.get('cache-control')}`);
  const problem = type.startsWith('application/problem+json') ? JSON.parse(bytes.toString()) : null;
  if (problem) {
    console.log(indent(JSON.stringify(problem, null, 2)));
  }
  return { status: response.status, type, bytes, problem, headers: response.headers };
}

const refusedWith = (answer, code) => answer.status === 403 && answer.problem?.reasons?.some(reason => reason.code === code);

async function waitUntilReady() {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    if (serverPid) {
      try {
        process.kill(serverPid, 0);
      } catch {
        throw new Unexpected('The service has ended.');
      }
    }
    try {
      if ((await fetch(`${base}/health/ready`)).ok) {
        return;
      }
    } catch {
      // Not listening yet.
    }
  }
  throw new Unexpected('The service was not ready within 60 seconds.');
}

// ---------------------------------------------------------------- steps

const createUpload = `
  mutation ($input: CreateUploadInput!) {
    createUpload(input: $input) {
      upload { id target { url method headers { name value } expiresAt } }
      errors { code message path }
    }
  }`;
const createAsset = `
  mutation ($input: CreateAssetInput!) {
    createAsset(input: $input) {
      asset { id title kind mediaType processing { state } }
      errors { code message path }
    }
  }`;

async function ingest(filename, quiet) {
  const bytes = await readFile(path.join(root, 'samples', filename));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { upload } = await mutate(createUpload, { filename, size: bytes.length, sha256 }, { quiet });
  const headers = Object.fromEntries(upload.target.headers.map(header => [header.name, header.value]));
  const response = await fetch(upload.target.url, { method: upload.target.method, headers, body: bytes });
  if (!quiet) {
    console.log(`   ${paint('33', 'PUT')} ${upload.target.url}\n   ${paint('33', response.status)}`);
  }
  if (response.status !== 204) {
    throw new Unexpected(`The upload of ${filename} was answered with ${response.status}: ${await response.text()}`);
  }
  const title = path.parse(filename).name.replaceAll('-', ' ');
  const { asset } = await mutate(createAsset, { source: { uploadId: upload.id }, title, onDuplicate: 'RETURN_EXISTING' }, { quiet });
  return { ...asset, filename, bytes: bytes.length };
}

async function processed(id) {
  const query = `
    query ($id: ID!) {
      asset(id: $id) {
        title mediaType width height colors
        processing { state problems { code message } }
        placeholder { thumbHash dominantColor }
      }
    }`;
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    const { asset } = await graphql(query, { id }, { quiet: true });
    if (!['PENDING', 'PROCESSING'].includes(asset.processing.state)) {
      return asset;
    }
  }
  throw new Unexpected(`The asset ${id} was not processed within 60 seconds.`);
}

const setRights = (assetId, rights, options) =>
  mutate(
    `
    mutation ($input: SetAssetRightsInput!) {
      setAssetRights(input: $input) {
        asset { delivery { allowed changesAt reasons { code message } } }
        errors { code message path }
      }
    }`,
    { assetId, rights },
    options,
  );

const noRights = { embargoUntil: null, expiresAt: null, territories: { mode: 'ALL' } };

const approve = (assetId, options) =>
  mutate(
    `
    mutation ($input: SetAssetStatusInput!) {
      setAssetStatus(input: $input) {
        asset { status publishedVersion { number } }
        errors { code message path }
      }
    }`,
    { assetId, status: 'APPROVED' },
    options,
  );

async function renditionUrl(id, transform, context, options) {
  const { asset } = await graphql(
    `
    query ($id: ID!, $transform: TransformInput, $context: DeliveryContextInput) {
      asset(id: $id) { rendition(transform: $transform, context: $context) { url width height mediaType expiresAt } }
    }`,
    { id, transform, ...(context ? { context } : {}) },
    options,
  );
  return asset.rendition;
}

async function main() {
  await waitUntilReady();
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });

  step('Who am I?');
  const { viewer } = await graphql('{ viewer { subject roles permissions } }');
  expect(viewer.permissions.includes('asset:write'), `"${viewer.subject}" may work on assets`);

  const filenames = (await readdir(path.join(root, 'samples'))).filter(name => !name.endsWith('.md')).sort();
  step(`Upload ${filenames.length} files and make assets of them`);
  note('Each file: reserve a place, send the bytes to a signed URL, name the upload. The first one in full:');
  const assets = [];
  for (const filename of filenames) {
    const asset = await ingest(filename, assets.length > 0);
    if (assets.length > 0) {
      console.log(`   ${filename} (${asset.bytes} bytes) → ${asset.id} ${asset.mediaType}`);
    }
    assets.push(asset);
  }

  step('Processing: size, colours and placeholder are read from the bytes in the background');
  for (const asset of assets) {
    Object.assign(asset, await processed(asset.id));
    const size = asset.width ? `${asset.width}×${asset.height} ${asset.colors.slice(0, 3).join(' ')}` : '';
    console.log(`   ${asset.filename}: ${asset.processing.state} ${asset.mediaType} ${size}`);
  }
  expect(assets.every(asset => asset.processing.state === 'READY'), 'every file is READY');
  const images = assets.filter(asset => asset.width);
  const hero = images.find(asset => asset.mediaType === 'image/jpeg' && asset.width > asset.height) ?? images[0];
  for (const asset of assets) {
    await setRights(asset.id, noRights, { quiet: true });
  }

  step('A draft is not delivered');
  const { asset: draft } = await graphql(
    `
    query ($id: ID!) {
      asset(id: $id) {
        status
        delivery { allowed reasons { code message } }
        rendition(transform: { width: 800 }) { url }
        preview(transform: { width: 400 }) { url expiresAt }
      }
    }`,
    { id: hero.id },
  );
  if (draft.status === 'DRAFT') {
    expect(!draft.delivery.allowed && draft.rendition === null, 'no rendition before approval, only a short-lived preview for people who work on it');
  } else {
    note('(This data folder has seen the demo before: the asset is approved already.)');
  }
  expect((await get(draft.preview.url)).status === 200, 'the preview is served');

  step('Approve: approval belongs to a version, the newest approved one is delivered');
  for (const asset of assets) {
    await approve(asset.id, { quiet: asset !== hero });
  }

  step('Link to SKUs; the same call again changes nothing');
  const skus = images.slice(0, 6).map((asset, index) => ({
    code: `DEMO-${String(1 + Math.floor(index / 2)).padStart(3, '0')}`,
    link: { asset: { id: asset.id }, role: index % 2 === 0 ? 'PRIMARY' : 'GALLERY' },
  }));
  const input = {
    skus: [...new Set(skus.map(sku => sku.code))].map(code => ({
      code,
      name: `Demo product ${code.slice(-1)}`,
      links: skus.filter(sku => sku.code === code).map(sku => sku.link),
    })),
  };
  const syncSkus = `
    mutation ($input: SyncSkusInput!) {
      syncSkus(input: $input) { created updated unchanged errors { code message path } rows { sku { code name } errors { code message } } }
    }`;
  await mutate(syncSkus, input);
  const again = await mutate(syncSkus, input, { quiet: true });
  expect(again.unchanged === input.skus.length && again.created + again.updated === 0, 'the second call changed nothing');

  step('What a product page asks for, in one request');
  const { sku } = await graphql(
    `
    {
      sku(code: "DEMO-001") {
        name
        assets(first: 4) {
          nodes {
            role
            asset { title placeholder { thumbHash dominantColor } responsiveImage(transform: { width: 800 }, widths: [400, 800]) { src srcset sizes width height } }
          }
        }
      }
    }`,
  );
  expect(sku.assets.nodes.length > 0 && sku.assets.nodes.every(node => node.asset.responsiveImage), 'every picture of the SKU has its <img>');

  step('Renditions: made on the first request, signed, content-addressed');
  const files = [];
  const wishes = [
    [hero, { width: 1600, format: 'JPEG' }],
    [hero, { width: 800, format: 'WEBP' }],
    [hero, { width: 800, format: 'AVIF' }],
    [hero, { width: 400, height: 400, fit: 'COVER', gravity: 'ATTENTION', format: 'WEBP' }],
    [hero, { width: 600, height: 600, fit: 'PAD', background: '#FFFFFF', format: 'PNG' }],
    ...images.map(asset => [asset, { width: 480, format: 'AUTO' }]),
  ];
  for (const [asset, transform] of wishes) {
    const rendition = await renditionUrl(asset.id, transform, undefined, { quiet: files.length > 0 });
    const file = await get(rendition.url, { Accept: 'image/avif,image/webp,image/*' });
    const size = file.status === 200 ? sizeOf(file.bytes) : null;
    expect(
      size?.width === rendition.width && size.height === rendition.height && (rendition.mediaType ?? file.type) === file.type,
      `${asset.filename}: ${file.type} of ${rendition.width}×${rendition.height}, as announced`,
    );
    const words = [path.parse(asset.filename).name, `${rendition.width}x${rendition.height}`, transform.fit?.toLowerCase()].filter(Boolean);
    const name = `${words.join('-')}.${file.type.split('/')[1].replace('jpeg', 'jpg')}`;
    await writeFile(path.join(output, name), file.bytes);
    files.push(`${name} (${file.bytes.length} bytes)`);
  }

  const { url } = await renditionUrl(hero.id, { width: 800, format: 'WEBP' }, undefined, { quiet: true });

  step('The browser has it already: 304. A forged URL: 404, without a hint');
  const first = await get(url);
  expect((await get(url, { 'If-None-Match': first.headers.get('etag') })).status === 304, 'not sent twice');
  expect((await get(url.replace('/w800-', '/w801-'))).status === 404, 'another size under the same signature is refused');

  step('Embargo: refused before the instant, served from it on, and nobody presses a button');
  const embargoUntil = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3000);
  await setRights(hero.id, { embargoUntil: embargoUntil.toISOString() });
  expect(refusedWith(await get(url), 'EMBARGOED'), `refused before ${embargoUntil.toISOString()}, with the URL that was given out earlier`);
  note('waiting …');
  await sleepUntil(embargoUntil.getTime() + 50);
  expect((await get(url)).status === 200, 'served after, the same URL');

  step('Expiry: served until the instant, refused from it on');
  const expiresAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3000);
  await setRights(hero.id, { embargoUntil: null, expiresAt: expiresAt.toISOString() });
  expect((await get(url)).status === 200, `served before ${expiresAt.toISOString()}`);
  note('waiting …');
  await sleepUntil(expiresAt.getTime() + 50);
  expect(refusedWith(await get(url), 'EXPIRED'), 'refused after');
  await setRights(hero.id, noRights, { quiet: true });

  step('Territories: not in FR, everywhere else');
  const inFrance = await renditionUrl(hero.id, { width: 800, format: 'WEBP' }, { territory: 'FR' }, { quiet: true });
  expect((await get(inFrance.url)).status === 200, 'served in FR while nothing forbids it');
  await setRights(hero.id, { territories: { mode: 'EXCEPT', territories: ['FR'] } });
  const { asset: ruled } = await graphql(
    `
    query ($id: ID!) {
      asset(id: $id) {
        FR: delivery(context: { territory: "FR" }) { allowed reasons { code message } }
        DE: delivery(context: { territory: "DE" }) { allowed reasons { code message } }
        inFR: rendition(transform: { width: 800, format: WEBP }, context: { territory: "FR" }) { url }
        inDE: rendition(transform: { width: 800, format: WEBP }, context: { territory: "DE" }) { url }
      }
    }`,
    { id: hero.id },
  );
  expect(!ruled.FR.allowed && ruled.inFR === null && ruled.DE.allowed, 'the API says so');
  expect(refusedWith(await get(inFrance.url), 'TERRITORY_BLOCKED'), 'FR is refused');
  expect((await get(ruled.inDE.url)).status === 200, 'DE is served');
  await setRights(hero.id, noRights, { quiet: true });
  expect((await get(inFrance.url)).status === 200, 'and FR again, with the URL from before, once the rule is gone');

  console.log(`\n${paint('1;32', `All ${steps} steps went as they should.`)} Files in ${path.relative(process.cwd(), output) || output}/:`);
  files.forEach(file => console.log(`   ${file}`));
}

try {
  await main();
} catch (problem) {
  console.error(`\n${paint('1;31', '✗')} ${problem instanceof Unexpected ? problem.message : problem.stack}`);
  process.exitCode = 1;
}
