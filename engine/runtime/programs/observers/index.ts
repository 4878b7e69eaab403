// Programs that watch others: what they answer when they are asked themselves.
import type { Process, Program } from '../../process.ts'
import { timestamp } from '../../../clock/time.ts'
import { strftime } from '../http/dates.ts'
import { html, json, pathOf, serve, text } from '../http/server.ts'
import { recipe, versionOf, type Recipe } from '../recipe.ts'
import { bare, busybox } from '../toolsets.ts'

const bytesPerMB = 1 << 20

/** Lines in the format that Prometheus reads. */
const metric = (name: string, type: 'counter' | 'gauge', help: string, value: number): string => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`

/** What every program tells that is written with Prometheus's library. */
const processMetrics = ({ machine: { meter }, unixMs }: Process, startedAtMs: number): string =>
  metric('process_cpu_seconds_total', 'counter', 'Total user and system CPU time spent in seconds.', Math.round(meter.coreMs) / 1000)
  + metric('process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', meter.use.memoryBytes)
  + metric('process_start_time_seconds', 'gauge', 'Start time of the process since unix epoch in seconds.', Math.min(unixMs, startedAtMs) / 1000)

const logLine = (process: Process, source: string, message: string): string => `time=${timestamp(process.unixMs).replace('Z', '.000Z')} level=INFO source=${source} msg="${message}"\n`

const prometheus = (version: string): Program => process => {
  const startedAtMs = process.unixMs
  return serve(process, {
    listeners: { 9090: { http: request => {
      switch (pathOf(request)) {
        case '/metrics': return text(processMetrics(process, startedAtMs))
        case '/-/healthy': return text('Prometheus Server is Healthy.\n')
        case '/-/ready': return text('Prometheus Server is Ready.\n')
        case '/api/v1/query': return json({ status: 'success', data: { resultType: 'vector', result: [] } })
        case '/': return { status: 302, headers: new Map([['Location', '/query']]), body: '<a href="/query">Found</a>.\n\n' }
        case '/query':
        case '/graph': return html('<!DOCTYPE html>\n<html><head><title>Prometheus Time Series Collection and Processing Server</title></head></html>\n')
        default: return text('404 page not found\n', 404)
      }
    } } },
    ready: logLine(process, 'main.go:1', `Starting Prometheus Server version=${version}`) + logLine(process, 'web.go:1', 'Start listening for connections address=0.0.0.0:9090') + logLine(process, 'main.go:1', 'Server is ready to receive web requests.'),
    ends: { TERM: { code: 0, says: logLine(process, 'main.go:1', 'Received an OS signal, exiting gracefully... signal=terminated') }, INT: { code: 0 } },
    memoryMB: 60,
  })
}

const exporter = (port: number, name: string, own: (process: Process) => string): Program => process => {
  const startedAtMs = process.unixMs
  return serve(process, {
    listeners: { [port]: { http: request => pathOf(request) === '/metrics'
      ? text(own(process) + processMetrics(process, startedAtMs))
      : html(`<html><head><title>${name}</title></head><body><h1>${name}</h1><p><a href="/metrics">Metrics</a></p></body></html>\n`) } },
    ready: logLine(process, 'tls_config.go:1', `Listening on address=[::]:${port}`),
    ends: { TERM: { code: 2 }, INT: { code: 2 } },
    memoryMB: 14,
  })
}

const nodeMetrics = ({ unixMs, machine: { hostname } }: Process): string =>
  metric('node_time_seconds', 'gauge', 'System time in seconds since epoch (1970).', unixMs / 1000)
  + metric('node_memory_MemTotal_bytes', 'gauge', 'Memory information field MemTotal_bytes.', 4 * 1024 * bytesPerMB)
  + `# HELP node_uname_info Labeled system information as provided by the uname system call.\n# TYPE node_uname_info gauge\nnode_uname_info{machine="x86_64",nodename="${hostname}",sysname="Linux"} 1\n`

const fluentBit = (version: string): Program => process => {
  const say = (text: string): string => `[${strftime('%Y/%m/%d %T', process.unixMs)}] [ info] ${text}\n`
  return serve(process, {
    listeners: { 2020: { http: request => pathOf(request) === '/api/v1/health' ? text('ok\n') : json({ 'fluent-bit': { version, edition: 'Community' } }) } },
    ready: `Fluent Bit v${version}\n` + say(`[fluent bit] version=${version}, commit=, pid=${process.pid}`) + say('[storage] type=memory, sync=normal, checksum=off, max_chunks_up=128') + say('[sp] stream processor started'),
    ends: { TERM: { code: 0, says: say('[engine] service has stopped (0 pending tasks)') }, INT: { code: 0 } },
    memoryMB: 12,
  })
}

const mongoMetrics = (): string => metric('mongodb_up', 'gauge', 'Whether MongoDB is up.', 1)

const server = recipe({ versions: { numbers: { 2: 55, 3: 8 } }, tools: busybox, programs: tag => ({ prometheus: prometheus(versionOf(tag, '3.8.0')) }), entrypoint: ['/bin/prometheus'], command: ['--config.file=/etc/prometheus/prometheus.yml'], workingDir: '/prometheus', ports: [9090], user: 'nobody', sizeMB: 129 })
const nodeExporter = recipe({ versions: { numbers: { 1: 10 } }, tools: busybox, programs: { node_exporter: exporter(9100, 'Node Exporter', nodeMetrics) }, entrypoint: ['/bin/node_exporter'], ports: [9100], user: 'nobody', sizeMB: 13 })

export const observers: readonly (readonly [string, Recipe])[] = [
  ['prom/prometheus', server],
  ['prometheus/prometheus', server],
  ['prom/node-exporter', nodeExporter],
  ['prometheus/node-exporter', nodeExporter],
  ['percona/mongodb_exporter', recipe({ tools: bare, programs: { '/mongodb_exporter': exporter(9216, 'MongoDB Exporter', mongoMetrics) }, entrypoint: ['/mongodb_exporter'], ports: [9216], sizeMB: 11 })],
  ['bitnami/mongodb-exporter', recipe({ tools: bare, programs: { '/mongodb_exporter': exporter(9216, 'MongoDB Exporter', mongoMetrics) }, entrypoint: ['/mongodb_exporter'], ports: [9216], sizeMB: 60 })],
  ['fluent/fluent-bit', recipe({ versions: { numbers: { 1: 9, 2: 2, 3: 2, 4: 2 } }, tools: bare, programs: tag => ({ '/fluent-bit/bin/fluent-bit': fluentBit(versionOf(tag, '4.2.0')) }), entrypoint: ['/fluent-bit/bin/fluent-bit'], command: ['-c', '/fluent-bit/etc/fluent-bit.conf'], ports: [2020], sizeMB: 33 })],
]
