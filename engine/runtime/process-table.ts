// The processes of a machine, by their numbers. Most containers have one: an array takes less room than a map.
import type { Process } from './process.ts'

const none: readonly Process[] = []

export class ProcessTable {
  private all = none

  get(pid: number): Process | undefined { return this.all.find(process => process.pid === pid) }
  get size(): number { return this.all.length }
  values(): readonly Process[] { return this.all }
  set(_pid: number, process: Process): void { this.all = this.all.concat([process]) }
  delete(pid: number): void { this.all = this.all.filter(process => process.pid !== pid) }
}
