// What npm graphql-ws hears of Dam's feed with the key given, until it has heard of as many changes as asked for: one JSON array. A key that is not known is its close code.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, key, count] = process.argv.slice(2);
const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { 'Dam-Api-Key': key } });
const seen = [];
try {
  for await (const { data, errors } of client.iterate({ query: 'subscription { changed(after: "change:0") { cursor kind } }' })) {
    seen.push(data?.changed ?? errors[0].extensions.code);
    if (seen.length === Number(count) || errors) {
      break;
    }
  }
} catch (closed) {
  seen.push(Array.isArray(closed) ? closed[0].extensions.code : closed.code);
}
process.stdout.write(JSON.stringify(seen));
process.exit(0);
