// How one machine is shared, in four generations: what stands on it, layer by layer, and what a number of apps takes.
// The sizes are round model values; only how they grow is meant to be believed.

export type Generation = 'bare' | 'vm' | 'container' | 'serverless'

export interface Layer {
  readonly name: string
  /** Whose it is: of the machine's owner, of each app, or of somebody else who runs it for us. */
  readonly of: 'machine' | 'app' | 'cloud'
}

export interface Stack {
  readonly title: string
  /** From the ground up. */
  readonly layers: readonly Layer[]
  readonly apart: string
}

export const stacks: Readonly<Record<Generation, Stack>> = {
  bare: {
    title: '베어메탈',
    layers: [{ name: '하드웨어', of: 'machine' }, { name: '커널', of: 'machine' }, { name: '라이브러리', of: 'machine' }, { name: '앱', of: 'app' }],
    apart: '앱만',
  },
  vm: {
    title: '가상 머신',
    layers: [{ name: '하드웨어', of: 'machine' }, { name: '하이퍼바이저', of: 'machine' }, { name: '커널', of: 'app' }, { name: '라이브러리', of: 'app' }, { name: '앱', of: 'app' }],
    apart: '커널부터',
  },
  container: {
    title: '컨테이너',
    layers: [{ name: '하드웨어', of: 'machine' }, { name: '커널', of: 'machine' }, { name: '라이브러리', of: 'app' }, { name: '앱', of: 'app' }],
    apart: '파일과 프로세스',
  },
  serverless: {
    title: '서버리스',
    layers: [{ name: '하드웨어', of: 'cloud' }, { name: '커널', of: 'cloud' }, { name: '런타임', of: 'cloud' }, { name: '함수', of: 'app' }],
    apart: '함수만',
  },
}

export interface Cost { readonly memoryMib: number, readonly startMs: number }

const appMib = 100
const guestKernelMib = 500
const hypervisorMib = 1024
const guestBootMs = 30_000
const processStartMs = 300

/** What `apps` of them take beside the host's own system, and how long the last one takes to start. */
export function costOf(generation: 'vm' | 'container', apps: number): Cost {
  return generation === 'vm'
    ? { memoryMib: hypervisorMib + apps * (guestKernelMib + appMib), startMs: guestBootMs + processStartMs }
    : { memoryMib: apps * appMib, startMs: processStartMs }
}
