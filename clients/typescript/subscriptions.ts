import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-sse';
import { type Connection, GraphQLRequestError } from './fetch-client.js';

/** The results of a subscription, over server-sent events. Leaving the loop ends it; a lost connection is opened again. */
export async function* subscribe<TData, TVariables extends Record<string, unknown>>(
  { endpoint, apiKey }: Connection,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
): AsyncGenerator<TData> {
  const client = createClient({ url: endpoint, headers: { 'Dam-Api-Key': apiKey } });
  try {
    for await (const { data, errors } of client.iterate<TData>({ query: print(document), variables })) {
      if (errors || !data) {
        throw new GraphQLRequestError(200, errors?.map(error => ({ message: error.message })) ?? []);
      }
      yield data;
    }
  } finally {
    client.dispose();
  }
}
