// What awk's programs run. They do not wait: who needs the answer of a command gives up what it is at, which is done
// again from its beginning once the answer is there. What others saw of it is not done twice.
import type { Task } from '../../task.ts'
import type { Bench } from '../bench.ts'
import type { State, Table, Value } from './values.ts'

/** A command that is to be run: with what it reads, and whether its output is wanted or everybody's. */
export interface Order { readonly line: string, readonly stdin: string, readonly isRead: boolean }
export interface Answer { readonly status: number, readonly output: string }

/** Thrown by who needs an answer. */
export class Asked {
  readonly order: Order
  constructor(order: Order) { this.order = order }
}

export class Commands {
  private answers: readonly Answer[] = []
  /** How many answers were used, and how much was done for others to see, in this attempt and at most. */
  private used = 0
  private acts = 0
  private done = 0
  /** The program has commands that it waits for. */
  private readonly areUsed: boolean

  constructor(areUsed: boolean) { this.areUsed = areUsed }

  ask(order: Order): Answer {
    const answer = this.answers[this.used++]
    if (!answer) throw new Asked(order)
    return answer
  }

  /** Something that others see. */
  once(act: () => void): void {
    if (++this.acts <= this.done) return
    this.done = this.acts
    act()
  }

  /** Does all of something, as often as it asks; answers what has become of the state. */
  * perform(state: State, act: (state: State) => void): Task<State> {
    for (;;) {
      const attempt = this.areUsed ? copyOf(state) : state
      Object.assign(this, { used: 0, acts: 0 })
      try {
        act(attempt)
        Object.assign(this, { answers: [], done: 0 })
        return attempt
      }
      catch (thrown) {
        if (!(thrown instanceof Asked)) throw thrown
        this.answers = [...this.answers, yield* ran(state.bench, thrown.order)]
      }
    }
  }
}

export function* ran(bench: Bench, { line, stdin, isRead }: Order): Task<Answer> {
  let output = ''
  const status = yield* bench.run(line, stdin, isRead ? text => { output += text } : undefined)
  return { status, output }
}

function copyOf(state: State): State {
  return {
    ...state,
    variables: new Map(state.variables),
    tables: new Map([...state.tables].map(([name, table]): readonly [string, Table] => [name, new Map<string, Value>(table)])),
    fields: [...state.fields],
    written: new Set(state.written),
    piped: new Map(state.piped),
    ahead: { ...state.ahead },
    readers: new Map([...state.readers].map(([name, reader]) => [name, { ...reader }])),
  }
}
