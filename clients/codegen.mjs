// Generates TypeScript or C# (by the output's name) from a schema and a folder of operations: node codegen.mjs SCHEMA OPERATIONS OUTPUT.ts|OUTPUT.cs
// Operations and what they take and give are in OUTPUT.ts, all types of the schema in OUTPUT.schema.ts; in C# it is the other way round (OUTPUT.Operations.cs).
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as cSharp from '@graphql-codegen/c-sharp';
import * as cSharpOperations from '@graphql-codegen/c-sharp-operations';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { isAbstractType, parse } from 'graphql';

const [schemaFile, operationsFolder, output] = process.argv.slice(2);
const schema = parse(await readFile(schemaFile, 'utf8'));
const files = (await readdir(operationsFolder)).filter(file => file.endsWith('.graphql')).sort();
const documents = await Promise.all(files.map(async file => {
  const location = path.join(operationsFolder, file);
  return { location, document: parse(await readFile(location, 'utf8')) };
}));

/** Which objects an interface or union may be: Apollo's cache needs it to match fragments. */
const possibleTypes = {
  plugin: schema => {
    const types = Object.values(schema.getTypeMap()).filter(isAbstractType);
    const names = Object.fromEntries(types.map(type => [type.name, schema.getPossibleTypes(type).map(possible => possible.name)]));
    return `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(names, null, 2)};`;
  },
};

const run = (filename, plugins, config) => codegen({
  filename,
  schema,
  documents,
  plugins: Object.keys(plugins).map(name => ({ [name]: {} })),
  pluginMap: plugins,
  config,
});

/** What custom scalars are in JSON; an unknown one is an error. */
const inTypeScript = { Color: 'string', DateTime: 'string', Duration: 'string', JSON: 'unknown', Locale: 'string', Long: 'number', Sha256: 'string', Territory: 'string', URL: 'string', Upload: 'Blob' };
const inCSharp = { Color: 'string', DateTime: 'DateTimeOffset', Duration: 'string', JSON: 'System.Text.Json.JsonElement', Locale: 'string', Long: 'long', Sha256: 'string', Territory: 'string', URL: 'Uri', Upload: 'byte[]' };

await mkdir(path.dirname(output), { recursive: true });
if (output.endsWith('.ts')) {
  const config = { scalars: inTypeScript, strictScalars: true, enumsAsTypes: true, useTypeImports: true };
  await writeFile(output, await run(output, { typescriptOperations, typedDocumentNode, possibleTypes }, config));
  await writeFile(output.replace(/\.ts$/, '.schema.ts'), await run(output, { typescript }, config));
} else {
  const config = { scalars: inCSharp, namespaceName: 'Generated', className: 'Types', jsonAttributesSource: 'System.Text.Json' };
  await writeFile(output, await run(output, { cSharp }, config));
  await writeFile(output.replace(/\.cs$/, '.Operations.cs'), await run(output, { cSharpOperations }, config));
}
