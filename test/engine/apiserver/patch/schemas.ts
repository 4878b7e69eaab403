import { schemaOf, type SchemaNode } from '../../../../engine/apiserver/schema/index.ts'

export function schema(group: string, version: string, kind: string): SchemaNode {
  const node = schemaOf({ group, version, kind })
  if (!node) throw new Error(`no schema of ${kind}`)
  return node
}

export const deploymentSchema = schema('apps', 'v1', 'Deployment')
export const podSchema = schema('', 'v1', 'Pod')
