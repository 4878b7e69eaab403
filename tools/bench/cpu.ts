// How much of the processor something takes.

/** The CPU time of one run: of all threads, the garbage collector's too. */
export function cpuMs(body: () => unknown): number {
  const before = process.cpuUsage()
  body()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The best of several runs, after as many to get warm, up to five: what else the machine does only adds. Each is prepared outside the measuring. */
export function warmCpuMs(runs: number, prepare: () => () => unknown): number {
  for (let i = 0; i < Math.min(runs, 5); i++) prepare()()
  return Math.min(...Array.from({ length: runs }, () => cpuMs(prepare())))
}
