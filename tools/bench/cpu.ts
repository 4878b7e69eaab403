// How much of the processor something takes once it is warm.

/** The CPU time of one run. */
export function cpuMs(body: () => unknown): number {
  const before = process.cpuUsage()
  body()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The median CPU time of several runs, after as many to get warm, up to five. Each is prepared outside the measuring. */
export function warmCpuMs(runs: number, prepare: () => () => unknown): number {
  for (let i = 0; i < Math.min(runs, 5); i++) prepare()()
  const timesMs = Array.from({ length: runs }, () => {
    const body = prepare()
    return cpuMs(body)
  }).sort((a, b) => a - b)
  return timesMs[Math.floor(timesMs.length / 2)] ?? NaN
}
