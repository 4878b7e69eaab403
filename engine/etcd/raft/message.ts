// What the members of a raft say to one another.

export type MemberId = string

export interface Entry<C> {
  readonly term: number
  /** undefined: the empty entry with which a leader begins its term. */
  readonly command: C | undefined
}

export type Message<C> = { readonly from: MemberId, readonly to: MemberId, readonly term: number } & (
  | { readonly type: 'vote?', readonly lastIndex: number, readonly lastTerm: number }
  | { readonly type: 'vote', readonly granted: boolean }
  | { readonly type: 'append?', readonly previousIndex: number, readonly previousTerm: number, readonly entries: readonly Entry<C>[], readonly commitIndex: number }
  /** `index`: up to where the logs agree, or when it was refused, where they may. */
  | { readonly type: 'append', readonly accepted: boolean, readonly index: number }
)
