// How the kubelet writes things in messages.
import type { Pod } from '../apiserver/types.gen.ts'

/** `1m20s`, `3.2s`, `49ms`: a duration as Go prints it. */
export function durationText(ms: number): string {
  if (ms < 1000) return ms === 0 ? '0s' : `${ms}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`
}

/** `web-1_default(5f0c…)` */
export const podText = ({ metadata: { name, namespace, uid } }: Pod): string => `${name}_${namespace}(${uid})`
