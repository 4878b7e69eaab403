// A knob for load: `GET /load?cpu=500m&memory=200Mi&seconds=60` makes a server work as hard as that.
import type { HttpRequest, HttpResponse } from '../../network.ts'
import type { Process } from '../../process.ts'
import type { Task } from '../../task.ts'
import { queryOf, text } from './server.ts'

const units: Readonly<Record<string, number>> = { m: 1e-3, k: 1e3, K: 1024, M: 1e6, G: 1e9, Ki: 1024, Mi: 2 ** 20, Gi: 2 ** 30 }

/** The number that `500m`, `200Mi` or `1.5` means; NaN when it means none. */
export function amountOf(quantity: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(m|[kKMG]i?|)$/.exec(quantity) ?? []
  return number === '' ? Number.NaN : Number(number) * (unit === '' ? 1 : units[unit] ?? Number.NaN)
}

export function loaded(process: Process, request: HttpRequest): HttpResponse {
  const query = queryOf(request)
  const cpuMillicores = amountOf(query.get('cpu') ?? '0') * 1000
  const memoryBytes = amountOf(query.get('memory') ?? '0')
  const seconds = Number(query.get('seconds') ?? 'NaN')
  if (Number.isNaN(cpuMillicores) || Number.isNaN(memoryBytes)) return text('load: cpu and memory are quantities, as in ?cpu=500m&memory=200Mi\n', 400)
  for (const each of process.machine.processes.values()) if (each.name === loadName) each.kill()
  process.spawn(working(cpuMillicores, memoryBytes, seconds * 1000), [loadName])
  return text(`load: cpu ${Math.round(cpuMillicores)}m, memory ${Math.round(memoryBytes / 2 ** 20)}Mi${Number.isNaN(seconds) ? '' : `, for ${seconds} s`}\n`)
}

const loadName = '[load]'
const always = 1e12

const working = (cpuMillicores: number, memoryBytes: number, ms: number) => function* (process: Process): Task<number> {
  process.use({ cpuMillicores, memoryBytes })
  yield* process.sleep(Number.isNaN(ms) ? always : ms)
  return 0
}
