import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from './generated.js';

/** Fragments on interfaces match, and pages of `assets` join to one list. */
export function createApolloClient(endpoint: string, apiKey: string): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri: endpoint, headers: { 'Dam-Api-Key': apiKey } }),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: { assets: relayStylePagination(['where', 'order']) } } },
    }),
  });
}
