// The probes of a pod.
import type { Container, Pod } from '../../apiserver/types.gen.ts'
import { isSidecar } from '../records.ts'
import type { ProbeStand } from './attempts.ts'
import { ProbeWorker, type Probed, type ProbeType, type Verdict } from './worker.ts'

const types: readonly ProbeType[] = ['startup', 'readiness', 'liveness']

const probeOf = (container: Container, type: ProbeType) =>
  type === 'startup' ? container.startupProbe : type === 'readiness' ? container.readinessProbe : container.livenessProbe

const none: ReadonlyMap<string, ProbeWorker> = new Map()

export class Probes {
  /** Most containers have none. */
  private workers: ReadonlyMap<string, ProbeWorker> = none

  /** One worker for each probe of its containers. */
  start(probed: Probed): void {
    for (const container of probedContainers(probed.pod)) {
      for (const type of types) {
        const probe = probeOf(container, type)
        const key = `${container.name} ${type}`
        if (probe && !this.workers.has(key)) this.workers = new Map([...this.workers, [key, new ProbeWorker(probed, container, type, probe)]])
      }
    }
  }

  /** The verdict of a probe on a container; undefined when there is no such probe. */
  verdict(container: string, type: ProbeType, containerId: string): Verdict | undefined {
    return this.workers.get(`${container} ${type}`)?.verdictOn(containerId)
  }

  /** How each stands, for who looks on. */
  get stands(): readonly ProbeStand[] { return [...this.workers.values()].map(({ stand }) => stand) }

  /** A container that is not ready is asked again at once. */
  askAgain(container: string): void { this.workers.get(`${container} readiness`)?.trigger() }

  stop(which: readonly ProbeType[] = types): void {
    for (const worker of this.workers.values()) if (which.includes(worker.type)) worker.stop()
    this.workers = new Map([...this.workers].filter(([, { type }]) => !which.includes(type)))
  }
}

const probedContainers = ({ spec }: Pod): readonly Container[] => [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)]

export const hasReadinessProbe = (pod: Pod): boolean => probedContainers(pod).some(({ readinessProbe }) => readinessProbe)
