// graphql-js as a second opinion: the sample's schema with resolvers over the same catalogue.
// Each line on stdin is a JSON array of requests, each line on stdout the array of their answers.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { inspect } from 'graphql/jsutils/inspect.mjs';
import {
  GraphQLError, Kind, buildClientSchema, buildSchema, execute, getIntrospectionQuery, getOperationAST, lexicographicSortSchema, parse, print, printSchema, validate, visit,
} from 'graphql';

const schema = buildSchema(readFileSync(process.argv[2], 'utf8'));

const media = [
  { __typename: 'Image', id: 'i1', name: 'Lamp, front', mimeType: 'image/jpeg', width: 1200, height: 800, ratio: 1.5, size: '1200x800' },
  { __typename: 'Video', id: 'v1', name: 'Lamp, film', mimeType: 'video/mp4', seconds: 12.5 },
  { __typename: 'Image', id: 'i2', name: 'Chair', mimeType: 'image/png', width: 640, height: 640, ratio: null, size: null },
];
const products = [
  { id: 'p1', name: 'Lamp', sku: 'L-1', status: 'ACTIVE', price: 19.5, inStock: true, createdAt: '2026-01-02T03:04:05Z' },
  { id: 'p2', name: 'Chair', sku: 'C-2', status: 'ACTIVE', price: null, inStock: true, createdAt: '2026-01-02T04:04:05Z' },
  { id: 'p3', name: 'Table', sku: 'T-3', status: 'DRAFT', price: 1000, inStock: false, createdAt: '2026-01-03T03:04:05.25Z' },
].map((product) => ({ __typename: 'Product', ...product }));
const root = { __typename: 'Folder', id: 'f0', name: 'Root', parent: null, tags: ['all', null, 'top'], meta: { depth: 0, open: true, marks: [1.5, 2] } };
root.children = [
  { __typename: 'Folder', id: 'f1', name: 'Campaigns', parent: root, tags: [], meta: null, children: [] },
  { __typename: 'Folder', id: 'f2', name: 'Press', parent: root, tags: null, meta: null, children: [] },
];
const all = [...media, root, ...root.children, ...products];

const find = (id) => all.find((item) => item.id === id) ?? null;
const mediaOf = { p1: [media[0], media[1]], p2: [media[2], media[1]] };
const first = (items, matches) => [...items.filter(matches), ...items.filter((item) => !matches(item))];

function matches(filter, product) {
  return product.name.includes(filter.text ?? filter.q ?? '')
    && (filter.status == null || filter.status.includes(product.status))
    && (filter.minPrice == null || product.price == null || product.price >= filter.minPrice)
    && (filter.inStock == null || product.inStock === filter.inStock)
    && (filter.ids == null || filter.ids.includes(product.id))
    && (filter.and == null || filter.and.every((inner) => matches(inner, product)))
    && !(filter.not != null && matches(filter.not, product));
}

function by({ id, sku, filter, tags }) {
  return products.find((product) =>
    id != null ? product.id === id : sku != null ? product.sku === sku : filter != null ? matches(filter, product) : tags.includes(product.sku)) ?? null;
}

function page({ filter, order, first: count, after, last, before }) {
  if (count < 0 || last < 0) {
    throw new GraphQLError('A page cannot have fewer than no items.');
  }
  const items = products.filter((product) => filter == null || matches(filter, product)).slice(0, Math.max(0, filter?.limit ?? 10));
  if (order === 'DESC') {
    items.reverse();
  }
  let start = items.findIndex((product) => product.id === after) + 1;
  let end = before == null ? items.length : items.findIndex((product) => product.id === before);
  end = Math.max(start, end < 0 ? items.length : end);
  if (count != null && count < end - start) {
    end = start + count;
  }
  if (last != null && last < end - start) {
    start = end - last;
  }
  const nodes = items.slice(start, end);
  return {
    edges: nodes.map((node) => ({ node, cursor: node.id })),
    nodes,
    pageInfo: { hasNextPage: end < items.length, hasPreviousPage: start > 0, startCursor: nodes.at(0)?.id ?? null, endCursor: nodes.at(-1)?.id ?? null },
    totalCount: items.length,
  };
}

const fail = () => { throw new Error('This field always fails.'); };
const url = ({ id }, { width, format }) => `https://media.example/${id}/${width ?? 'original'}.${format.toLowerCase()}`;
const resolvers = {
  Image: { url },
  Video: {
    url,
    frames: ({ seconds }, { first: count }) =>
      count == null || count < 0 || count > 100 ? null : Array.from({ length: count }, (_, i) => [i, i * Math.trunc(seconds)]),
  },
  Product: {
    assets: ({ id }, { kind, limit }) =>
      (mediaOf[id] ?? []).filter((medium) => kind == null || kind.includes(medium.__typename.toUpperCase())).slice(0, Math.max(0, limit)),
    main: ({ id }) => mediaOf[id]?.[0] ?? null,
  },
  Query: {
    node: (_, { id }) => find(id),
    nodes: (_, { ids }) => ids.map(find),
    products: (_, args) => page(args),
    product: (_, args) => by(args.by),
    maybe: (_, args) => (args.by == null ? null : by(args.by)),
    media: (_, { names, hidden }) => first(media.slice(0, hidden ? 3 : 2), (medium) => names.includes(medium.name)),
    search: (_, { text }) => first(all, (item) => item.name.includes(text)).slice(0, 3),
    root: () => root,
    oldRoot: () => root,
    echo: (_, { text }) => text,
    echoFloat: (_, { value }) => value,
    echoInt: (_, { value }) => value,
    echoId: (_, { value }) => value,
    fails: fail,
    failsNonNull: fail,
  },
  Mutation: {
    uploadMany: (_, { files }) => files,
    createProduct: (_, { input }) => ({
      product: {
        __typename: 'Product', id: `p-${input.sku}`, name: input.name, sku: input.sku, status: input.status ?? 'DRAFT', price: input.price ?? null, inStock: true, createdAt: products[0].createdAt,
      },
      clientMutationId: null,
    }),
  },
};
for (const [type, fields] of Object.entries(resolvers)) {
  for (const [field, resolve] of Object.entries(fields)) {
    schema.getType(type).getFields()[field].resolve = resolve;
  }
}

const upload = schema.getType('Upload');
const refuse = (shown, nodes) => {
  throw new GraphQLError(`Upload cannot represent value: ${shown}. A file must be a variable of a multipart request.`, { nodes });
};
upload.parseLiteral = (node) => refuse(print(node), node);
upload.parseValue = (value) => refuse(inspect(value));

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)$/i;
const dateTime = schema.getType('DateTime');
dateTime.parseLiteral = (node) => {
  if (node.kind !== Kind.STRING || !instant.test(node.value)) {
    throw new GraphQLError(`DateTime cannot represent value: ${print(node)}`, { nodes: node });
  }
  return node.value;
};

const json = schema.getType('JSON');
json.parseLiteral = (node) => visit(node, {
  EnumValue: (value) => { throw new GraphQLError(`JSON cannot represent value: ${value.value}`, { nodes: node }); },
});

const show = ({ message, locations, path }) => ({ message, locations: locations ?? [], path });

function answer({ query, variables, operationName, introspect, introspection }) {
  if (introspect) {
    return getIntrospectionQuery({ schemaDescription: true, specifiedByUrl: true, directiveIsRepeatable: true, inputValueDeprecation: true, oneOf: true });
  }
  if (introspection) {
    return {
      served: printSchema(lexicographicSortSchema(buildClientSchema(introspection))),
      expected: printSchema(lexicographicSortSchema(schema)),
    };
  }
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return { stage: 'syntax', errors: [show(error)] };
  }
  let errors;
  try {
    errors = validate(schema, document);
  } catch {
    // It evaluates conditions on a subscription's root while it checks them, without variables.
    return { stage: 'refused', errors: [] };
  }
  if (errors.length > 0) {
    return { stage: 'validation', errors: errors.map(show) };
  }
  if (getOperationAST(document, operationName)?.operation === 'subscription') {
    return { stage: 'valid', errors: [] };
  }
  let result;
  try {
    result = execute({ schema, document, variableValues: variables, operationName });
  } catch (error) {
    // What is wrong with a directive's argument is thrown past the field that it stands on.
    return { stage: 'request', errors: [show(error)] };
  }
  return { stage: 'data' in result ? 'data' : 'request', errors: (result.errors ?? []).map(show), data: result.data };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map(answer))}\n`);
}
