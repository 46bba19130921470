// mercurius over better-sqlite3, tuned by hand: compiled queries (jit), prepared statements, one statement a SKU, no permissions, no verdict.
// node server.mjs DATABASE PORT
import Database from 'better-sqlite3'
import Fastify from 'fastify'
import mercurius from 'mercurius'

const [file, port] = process.argv.slice(2)
const db = new Database(file, { readonly: true })
const roles = ['PRIMARY', 'GALLERY', 'SWATCH', 'DETAIL', 'LIFESTYLE', 'MANUAL', 'VIDEO', 'OTHER']
const skus = db.prepare('SELECT "Id" AS id, "Code" AS code, "Name" AS name FROM "Skus" ORDER BY "Code" LIMIT ?')
const links = db.prepare(`
  SELECT l."Role" AS role, 'asset_' || lower(hex(a."Id")) AS id, a."Title" AS title, c."Filename" AS filename, c."MediaType" AS mediaType, c."Width" AS width, c."Height" AS height
  FROM "SkuLinks" AS l
  JOIN "Assets" AS a ON a."Id" = l."AssetId"
  JOIN "AssetVersions" AS c ON c."Id" = a."CurrentVersionId"
  WHERE l."SkuId" = ? AND a."DeletedAt" IS NULL
  ORDER BY l."Position"
  LIMIT ?`)

const schema = `
  type Query { skus(first: Int!): Skus! }
  type Skus { nodes: [Sku!]! }
  type Sku { code: String!, name: String, assets(first: Int = 20): Links! }
  type Links { nodes: [Link!]! }
  type Link { role: String!, asset: Asset! }
  type Asset { id: ID!, title: String!, filename: String!, mediaType: String!, width: Int, height: Int }`

const resolvers = {
  Query: { skus: (_, { first }) => ({ nodes: skus.all(first) }) },
  Sku: { assets: (sku, { first }) => ({ nodes: links.all(sku.id, first).map((row) => ({ role: roles[row.role], asset: row })) }) }
}

const app = Fastify()
app.register(mercurius, { schema, resolvers, jit: 1 })
await app.listen({ host: '127.0.0.1', port: Number(port) })
