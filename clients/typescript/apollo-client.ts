import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { createHash } from 'node:crypto';
import { possibleTypes } from './generated.js';

/** With automatic persisted queries: a document is sent once, after that its hash. In a browser, take the hash from `crypto.subtle`. */
export function createApolloClient(endpoint: string, apiKey: string): ApolloClient {
  const persisted = new PersistedQueryLink({ sha256: (document: string) => createHash('sha256').update(document).digest('hex') });
  const http = new HttpLink({ uri: endpoint, headers: { 'Dam-Api-Key': apiKey } });
  return new ApolloClient({
    link: persisted.concat(http),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: { assets: relayStylePagination(['where', 'order']) } } },
    }),
  });
}
