// What the JavaScript clients of both protocols, and an EventSource, get from the sample at the address given: one JSON object.
import { createClient as createWebSocketClient } from 'graphql-ws';
import { createClient as createEventStreamClient } from 'graphql-sse';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';

const url = `${process.argv[2]}/graphql`;

const collect = (client, query, variables) => new Promise((resolve) => {
  const seen = [];
  client.subscribe({ query, variables }, {
    next: (result) => seen.push(result.data ?? result.errors.map((error) => error.message)),
    error: (error) => resolve([...seen, { error: Array.isArray(error) ? error.map((one) => one.message) : error.message ?? error.code }]),
    complete: () => resolve([...seen, 'complete']),
  });
});

// Listens, creates products until one was heard of, and stops listening.
const firstCreated = async (client) => {
  const created = client.iterate({ query: 'subscription { productCreated(filter: { text: "Stool" }) { sku name assets { id } } }' });
  const next = created.next();
  let heard = false;
  next.then(() => { heard = true; });
  while (!heard) {
    await collect(client, 'mutation { createProduct(input: { sku: "S-1", name: "Shelf" }) { product { id } } }');
    await collect(client, 'mutation { createProduct(input: { sku: "S-2", name: "Stool" }) { product { id } } }');
  }
  await created.return();
  return (await next).value.data;
};

const all = async (client) => ({
  count: await collect(client, 'subscription($to: Int!) { count(to: $to) }', { to: 3 }),
  none: await collect(client, 'subscription { count(to: 0) }'),
  query: await collect(client, '{ echo(text: "é") }'),
  mutation: await collect(client, 'mutation { createProduct(input: { sku: "S-0", name: "Bench" }) { product { id } } }'),
  invalid: await collect(client, '{ nothing }'),
  failing: await collect(client, '{ fails }'),
  created: await firstCreated(client),
  many: (await Promise.all(Array.from({ length: 20 }, (_, i) => collect(client, `subscription { count(to: ${i}) }`)))).map((seen) => seen.length - 1),
});

const viaEventSource = (query) => new Promise((resolve) => {
  const seen = [];
  const source = new EventSource(`${url}?query=${encodeURIComponent(query)}`);
  source.addEventListener('next', (event) => seen.push(JSON.parse(event.data).data));
  source.addEventListener('complete', () => { source.close(); resolve([...seen, 'complete']); });
  source.addEventListener('error', (event) => { source.close(); resolve([...seen, { error: event.code }]); });
});

const webSocket = createWebSocketClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
const eventStream = createEventStreamClient({ url, retryAttempts: 0 });
const singleConnection = createEventStreamClient({ url, retryAttempts: 0, singleConnection: true });
const answers = {
  webSocket: await all(webSocket),
  eventStream: await all(eventStream),
  eventSource: [await viaEventSource('subscription { count(to: 2) }'), await viaEventSource('mutation { createProduct(input: { sku: "S", name: "S" }) { product { id } } }')],
  singleConnection: await collect(singleConnection, '{ echo(text: "a") }'),
};
await webSocket.dispose();
eventStream.dispose();
process.stdout.write(`${JSON.stringify(answers)}\n`);
process.exit(0);
