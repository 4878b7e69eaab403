// A part of the cluster that can be stopped and started again: a controller, the scheduler, a kubelet.
export interface Part {
  readonly name: string
  start(): void
  stop(): void
}
