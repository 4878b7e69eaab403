// What is measured in a process of its own: memory, growth, and the largest cluster. Run as a program it prints one result.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PlainError } from '../lib/command.ts'
import { cpuMs, warmCpuMs } from './cpu.ts'
import { deployed, untilReady } from './scenes.ts'

const kibibyte = 1024

/** The heap that pods take which do nothing: how much it grows when there are thousands more of them in a cluster. */
function idlePodKiB(): number {
  const [few, many] = [1_000, 5_000]
  const cluster = deployed(few, 100, 'registry.k8s.io/pause:3.10')
  const before = heapBytes()
  cluster.run(`kubectl scale deployment web --replicas=${many}`)
  untilReady(cluster, 'web', many)
  return (heapBytes() - before) / (many - few) / kibibyte
}

function heapBytes(): number {
  if (!globalThis.gc) throw new PlainError('This needs node --expose-gc.')
  for (let i = 0; i < 4; i++) globalThis.gc() // what one round finds unreachable may free more in the next
  return process.memoryUsage().heapUsed
}

/** The slope of CPU time over pods, both as logarithms: 1 is linear, 2 quadratic. Nodes grow with the pods. */
function growthExponent(): number {
  const points = [1_000, 2_000, 4_000, 8_000].map(pods =>
    [Math.log(pods), Math.log(warmCpuMs(3, () => () => deployed(pods, pods / 10)))] as const)
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

/** The largest cluster that Kubernetes supports. */
function huge(): { readonly cpuMs: number, readonly peakMiB: number } {
  const ms = cpuMs(() => deployed(150_000, 5_000))
  return { cpuMs: ms, peakMiB: process.resourceUsage().maxRSS / kibibyte }
}

const subjects = { 'idle-pod': idlePodKiB, 'growth': growthExponent, huge }
type Subject = keyof typeof subjects

/** The result of a subject, measured in a new process. */
export function alone<S extends Subject>(subject: S, flags: readonly string[] = []): ReturnType<typeof subjects[S]> {
  const { status, stdout } = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url), subject], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (status !== 0) throw new PlainError(`Measuring ${subject} failed.`)
  return JSON.parse(stdout) as ReturnType<typeof subjects[S]> // what the lines below print
}

const isSubject = (name: string): name is Subject => Object.hasOwn(subjects, name)
const [, program, name = ''] = process.argv
if (program === fileURLToPath(import.meta.url) && isSubject(name)) console.log(JSON.stringify(subjects[name]()))
