// Tables of what is sent and what is wrong with it.
import { expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { TestServer } from '../kinds/server.ts'

export { complaint, TestServer } from '../kinds/server.ts'

export type Case = readonly [what: string, manifest: JsonObject, faults: readonly string[]]

export function told(cases: readonly Case[], server = new TestServer()): void {
  for (const [what, manifest, faults] of cases) it(what, () => expect(faultsOf(server, manifest)).toEqual(faults))
}

/** What is wrong with a manifest, a line a fault; the whole refusal when it is of another sort. */
export function faultsOf(server: TestServer, manifest: JsonObject): readonly string[] {
  const { code, body } = server.create(manifest, { dryRun: true })
  if (code < 400) return []
  const { details, message = '' } = body as Status
  return code === 422 ? (details?.causes ?? []).map(cause => `${cause.field}: ${cause.message}`) : [message]
}

export const container = (more: JsonObject = {}): JsonObject => ({ name: 'c', image: 'nginx', ...more })
export const pod = (spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec: { containers: [container()], ...spec } })
export const podOf = (more: JsonObject): JsonObject => pod({ containers: [container(more)] })
export const object = (apiVersion: string, kind: string, more: JsonObject, metadata: JsonObject = {}): JsonObject => ({ apiVersion, kind, metadata: { name: 'x', ...metadata }, ...more })

/** A selector, and a template that it matches. */
export const workload = (spec: JsonObject = {}): { selector: JsonObject, template: JsonObject } =>
  ({ selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container()], ...spec } } })
/** The template of a job. */
export const never: JsonObject = { spec: { restartPolicy: 'Never', containers: [container()] } }

/** The texts that many faults share. */
export const texts = {
  notLabel: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  notOldLabel: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  notSubdomain: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  notNamePart: "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  notValue: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
}
