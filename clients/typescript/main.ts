// Takes a photograph from the disk to a product page: node built/main.js BASE-URL API-KEY PHOTOGRAPH
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createApolloClient } from './apollo-client.js';
import { execute } from './fetch-client.js';
import {
  ApproveAssetDocument, AssetProcessedDocument, AssetsDocument, CreateAssetDocument, CreateUploadDocument, ProductImagesDocument, SyncSkusDocument,
  type RefusalFragment,
} from './generated.js';
import { subscribe } from './subscriptions.js';

const [base, apiKey, photograph] = process.argv.slice(2) as [string, string, string];
const connection = { endpoint: `${base}/graphql`, apiKey };

/** What a mutation gives, once its errors, which are data, are out of the way. */
function accepted<T>(value: T | null | undefined, errors: readonly RefusalFragment[]): T {
  if (errors.length > 0 || value == null) {
    throw new Error(errors.map(error => `${error.code} at ${error.path?.join('.') ?? 'nowhere'}: ${error.message}`).join('; '));
  }
  return value;
}

async function upload(file: string): Promise<string> {
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { createUpload } = await execute(connection, CreateUploadDocument, { input: { filename: path.basename(file), size: bytes.length, sha256 } });
  const { id, target } = accepted(createUpload.upload, createUpload.errors);
  const headers = Object.fromEntries(target.headers.map(({ name, value }) => [name, value]));
  const response = await fetch(target.url, { method: target.method, headers, body: new Uint8Array(bytes) });
  if (!response.ok) {
    throw new Error(`The upload was answered with ${response.status}: ${await response.text()}`);
  }
  return id;
}

async function waitUntilReady(assetId: string): Promise<void> {
  for await (const { assetProcessed: { processing } } of subscribe(connection, AssetProcessedDocument, { assetId })) {
    if (processing.state === 'READY') {
      return;
    }
    throw new Error(processing.problems.map(problem => problem.message).join('; '));
  }
  throw new Error('The asset is gone.');
}

const uploadId = await upload(photograph);
const { createAsset } = await execute(connection, CreateAssetDocument, { input: { source: { uploadId }, title: 'Bird lamp' } });
const asset = accepted(createAsset.asset, createAsset.errors);
await waitUntilReady(asset.id);

// The same bytes again: the error says which asset holds them.
const again = await execute(connection, CreateAssetDocument, { input: { source: { uploadId: await upload(photograph) } } });
const refusal = again.createAsset.errors[0];
if (refusal?.__typename === 'DuplicateContentError') {
  console.log(`${refusal.code}: ${refusal.existing?.id === asset.id}`);
}

const apollo = createApolloClient(connection.endpoint, apiKey);
const approved = await apollo.mutate({ mutation: ApproveAssetDocument, variables: { assetId: asset.id } });
console.log(`approved: ${approved.data?.setAssetStatus.asset?.status}`);

const stale = await apollo.mutate({ mutation: ApproveAssetDocument, variables: { assetId: asset.id, expectedRevision: 1 } });
for (const error of stale.data?.setAssetStatus.errors ?? []) {
  if (error.__typename === 'RevisionConflictError') {
    console.log(`${error.code}: now ${error.currentRevision}`);
  }
}

const synced = await apollo.mutate({
  mutation: SyncSkusDocument,
  variables: { skus: [{ code: 'LAMP-01', name: 'Bird lamp', links: [{ asset: { id: asset.id }, role: 'PRIMARY' }] }] },
});
console.log(`created: ${synced.data?.syncSkus.created}`);

// Two pages of one, which the cache joins.
const list = { first: 1, order: [{ title: 'ASC' as const }] };
const page = await apollo.query({ query: AssetsDocument, variables: list });
const after = page.data?.assets.pageInfo.endCursor ?? null;
await apollo.query({ query: AssetsDocument, variables: { ...list, after }, fetchPolicy: 'network-only' });
const joined = apollo.readQuery({ query: AssetsDocument, variables: list });
console.log(`assets: ${joined?.assets.edges.map(edge => edge.node.title).join(', ')} of ${joined?.assets.totalCount}`);

const product = await apollo.query({ query: ProductImagesDocument, variables: { code: 'LAMP-01', territory: 'DE', width: 800 } });
for (const { role, asset } of product.data?.sku?.assets.nodes ?? []) {
  const file = await fetch(asset.rendition!.url, { headers: { Accept: 'image/webp' } });
  console.log(`${role}: ${asset.rendition!.width} x ${asset.rendition!.height}, ${file.status} ${file.headers.get('Content-Type')}`);

  // Until its body is read the connection is held open, and the program with it.
  await file.arrayBuffer();
}
apollo.stop();
