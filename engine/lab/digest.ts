// A digest of a cluster: two runs that are the same have the same, and hardly any two others.
import type { KubeObject } from '../apiserver/object.ts'
import type { Store } from '../etcd/store.ts'

export function digest(store: Store<KubeObject>, nowMs: number): string {
  let a = 0x811C9DC5
  let b = 0x9747B28C
  const eat = (text: string): void => {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code, 0x5BD1E995)
      b ^= b >>> 15
    }
  }
  eat(`${nowMs} ${store.revision}`)
  for (const bucket of store.bucketNames()) for (const object of store.range(bucket)) eat(JSON.stringify(object))
  return [a, b].map(half => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
