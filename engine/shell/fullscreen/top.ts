// top: who takes how much of the machine, again and again.
import { strftime } from '../../runtime/programs/http/dates.ts'
import type { Process, Program } from '../../runtime/process.ts'
import { onScreen, padded, reversed } from './canvas.ts'

const everyMs = 3000
const memoryMiB = 3934
const mebibyte = 2 ** 20

export const top: Program = function* (process) {
  const isBatch = process.args.slice(1).some(arg => /^-[a-z]*[bn]/.test(arg))
  const code = isBatch ? undefined : yield* onScreen(process, {
    everyMs,
    draw: ({ columns, rows }) => {
      const [head, table] = [summary(process), processes(process)]
      return { rows: [...head, '', reversed(padded(table[0] ?? '', columns)), ...table.slice(1)].slice(0, rows).map(row => row.startsWith('\x1B') ? row : padded(row, columns).trimEnd()), cursor: { row: Math.min(rows - 1, head.length), column: 0 } }
    },
    press: key => key === 'q' ? 0 : key === '\x03' ? 'interrupted' : undefined,
  })
  if (code === undefined) process.out([...summary(process), '', ...processes(process)].map(row => `${row}\n`).join(''))
  return code ?? 0
}

function summary({ machine: { clock, meter, processes }, unixMs }: Process): readonly string[] {
  const upMinutes = Math.floor(clock.nowMs / 60_000)
  const all = [...processes.values()]
  const used = meter.use.memoryBytes / mebibyte
  const busy = Math.min(100, meter.use.cpuMillicores / 20)
  const amount = (value: number): string => value.toFixed(1).padStart(8)
  return [
    `top - ${strftime('%T', unixMs)} up ${Math.floor(upMinutes / 60)}:${String(upMinutes % 60).padStart(2, '0')},  1 user,  load average: ${(busy / 50).toFixed(2)}, ${(busy / 50).toFixed(2)}, ${(busy / 50).toFixed(2)}`,
    `Tasks: ${String(all.length).padStart(3)} total,   1 running, ${String(all.filter(({ isStopped }) => !isStopped).length - 1).padStart(3)} sleeping, ${String(all.filter(({ isStopped }) => isStopped).length).padStart(3)} stopped,   0 zombie`,
    `%Cpu(s): ${busy.toFixed(1).padStart(4)} us,  0.0 sy,  0.0 ni, ${(100 - busy).toFixed(1).padStart(5)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st`,
    `MiB Mem : ${amount(memoryMiB)} total, ${amount(memoryMiB - used)} free, ${amount(used)} used, ${amount(0)} buff/cache`,
    `MiB Swap: ${amount(0)} total, ${amount(0)} free, ${amount(0)} used. ${amount(memoryMiB - used)} avail Mem`,
  ]
}

function processes({ machine }: Process): readonly string[] {
  const all = [...machine.processes.values()].sort((a, b) => b.uses.cpuMillicores - a.uses.cpuMillicores || a.pid - b.pid)
  return ['    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND', ...all.map(({ pid, uses, name, isStopped }) => {
    const kibibytes = Math.round(uses.memoryBytes / 1024)
    const state = isStopped ? 'T' : uses.cpuMillicores > 0 ? 'R' : 'S'
    return `${String(pid).padStart(7)} root      20   0 ${String(kibibytes).padStart(7)} ${String(kibibytes).padStart(6)} ${'0'.padStart(6)} ${state} ${(uses.cpuMillicores / 10).toFixed(1).padStart(5)} ${(uses.memoryBytes / mebibyte / memoryMiB * 100).toFixed(1).padStart(5)}   0:00.00 ${name.split('/').pop() ?? ''}`
  })]
}
