import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { UsageError } from '../verb.ts'
import { generator } from './generator.ts'

export const ingress = generator({
  what: 'ingress',
  flags: {
    'annotation': { kind: 'texts' },
    'class': { kind: 'text' },
    'default-backend': { kind: 'text' },
    'rule': { kind: 'texts' },
  },
  make: ({ flags }, name) => {
    const [className = '', backend = ''] = [flags.text('class'), flags.text('default-backend')]
    const given = flags.texts('rule')
    if (given.length === 0 && backend === '') throw new UsageError('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)')
    for (const rule of given) if (!ruleForm.test(rule)) throw new UsageError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
    if (backend !== '' && backend.split(':').length !== 2) throw new UsageError('default-backend should be in format servicename:serviceport')
    const parsed = given.map(parseRule)
    const annotations = Object.fromEntries(flags.texts('annotation').map(annotationOf))
    const hosts = [...new Set(parsed.map(({ host }) => host))]
    const tls = tlsOf(parsed)
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name, ...flags.has('annotation') && { annotations } },
      spec: {
        ...className !== '' && { ingressClassName: className },
        ...backend !== '' && { defaultBackend: backendOf(backend) },
        ...tls.length > 0 && { tls },
        ...hosts.length > 0 && {
          rules: hosts.map(host => ({ ...host !== '' && { host }, http: { paths: parsed.filter(rule => rule.host === host).map(({ path }) => path) } })),
        },
      },
      status: { loadBalancer: {} },
    }
  },
})

interface Rule { readonly host: string, readonly path: JsonObject, readonly tls: string | undefined }

const ruleForm = /^([^/=]*)(\/[^=,]*)=([^=,:]+:[^,]+)(?:,([^]*))?$/

/** `host/path*=service:port,tls=secret` */
function parseRule(text: string): Rule {
  const [, host = '', path = '', backend = '', option] = ruleForm.exec(text) ?? []
  const isPrefix = path.endsWith('*')
  return {
    host,
    path: { path: isPrefix ? path.slice(0, -1) : path, pathType: isPrefix ? 'Prefix' : 'Exact', backend: backendOf(backend) },
    tls: option === undefined || option.split('=').length > 2 ? undefined : option.split('=')[1] ?? '',
  }
}

function backendOf(text: string): JsonObject {
  const [name = '', port = ''] = text.split(':')
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

function tlsOf(rules: readonly Rule[]): readonly Json[] {
  const bySecret = new Map<string, string[]>()
  for (const { host, tls } of rules) {
    if (tls === undefined) continue
    const hosts = bySecret.get(tls) ?? []
    if (host !== '' && !hosts.includes(host)) hosts.push(host)
    bySecret.set(tls, hosts)
  }
  return [...bySecret].map(([secretName, hosts]) => ({ ...hosts.length > 0 && { hosts }, ...secretName !== '' && { secretName } }))
}

function annotationOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals < 0) throw new UsageError(`annotation ${text} is invalid and should be in format key=[value]`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}
