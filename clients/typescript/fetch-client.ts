import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

export interface Connection {
  readonly endpoint: string;
  readonly apiKey: string;
}

/** The request itself was refused: malformed, too large, not allowed, or the service is busy. */
export class GraphQLRequestError extends Error {
  constructor(readonly status: number, readonly errors: readonly { message: string; extensions?: { code?: string } }[]) {
    super(errors[0]?.message ?? `The service answered ${status}.`);
  }
}

const wait = (seconds: number) => new Promise(done => setTimeout(done, seconds * 1000));

/**
 * Runs one operation. 429 says that it was not run, so it is sent again. A query may be sent again whatever happened to it; a mutation that took too long (503), or
 * whose connection broke, may have been run: ask what it did before you repeat it.
 */
export async function execute<TData, TVariables>(
  { endpoint, apiKey }: Connection,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  tries = 4,
): Promise<TData> {
  const query = print(document);
  const isQuery = document.definitions.some(definition => definition.kind === 'OperationDefinition' && definition.operation === 'query');
  for (let attempt = 1; ; attempt++) {
    let response: Response;
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json', 'Dam-Api-Key': apiKey },
        body: JSON.stringify({ query, variables }),
      });
    } catch (problem) {
      if (!isQuery || attempt === tries) {
        throw problem;
      }
      await wait(2 ** attempt / 10);
      continue;
    }
    if ((response.status === 429 || (response.status === 503 && isQuery)) && attempt < tries) {
      await wait(Number(response.headers.get('Retry-After') ?? 2 ** attempt / 10));
      continue;
    }
    const answer = await response.json();
    if (answer.errors) {
      throw new GraphQLRequestError(response.status, answer.errors);
    }
    return answer.data;
  }
}
