// Pods of one template come one after the other, and differ in nothing but the name of the volume with their token:
// where nothing was wrong with one, nothing is with the next. (Of what is equal, all is one and the same: the fields
// of a pod are those of its template.)
import { sharesAllBut } from '../equal.ts'
import type { Container, PodSpec, Volume, VolumeMount } from '../types.gen.ts'

/** As the server names them. */
const tokenVolume = /^kube-api-access-[a-z0-9]{5}$/

let last: PodSpec | undefined

/** Whether a spec is like the last one with which nothing was wrong. */
export function isLikeLast(spec: PodSpec): boolean {
  if (!last || spec === last) return spec === last
  const [token, lastToken] = [tokenOf(spec), tokenOf(last)]
  const isSame = (name: string, lastName: string): boolean => name === (lastName === lastToken ? token : lastName)
  return sharesAllBut(lists, spec, last)
    && areAlike(spec.volumes, last.volumes, (a: Volume, b) => isSame(a.name, b.name) && sharesAllBut(name, a, b))
    && [[spec.containers, last.containers] as const, [spec.initContainers, last.initContainers] as const].every(([those, before]) =>
      areAlike(those, before, (a: Container, b) => sharesAllBut(mounts, a, b)
        && areAlike(a.volumeMounts, b.volumeMounts, (one: VolumeMount, other) => isSame(one.name, other.name) && sharesAllBut(name, one, other))))
}

/** Nothing is wrong with a spec: the next may be like it. Volumes of a pod's own have names by that of the pod. */
export function remember(spec: PodSpec): void {
  if (!spec.volumes?.some(({ ephemeral }) => ephemeral)) last = spec
}

const lists: ReadonlySet<string> = new Set(['containers', 'initContainers', 'volumes'])
const mounts: ReadonlySet<string> = new Set(['volumeMounts'])
const name: ReadonlySet<string> = new Set(['name'])

const tokenOf = ({ volumes }: PodSpec): string | undefined => volumes?.find(volume => tokenVolume.test(volume.name))?.name

const areAlike = <T>(those: readonly T[] | undefined, before: readonly T[] | undefined, alike: (one: T, other: T) => boolean): boolean =>
  those === before || those !== undefined && before !== undefined && those.length === before.length
  && those.every((one, i) => {
    const other = before[i]
    return other !== undefined && (one === other || alike(one, other))
  })
