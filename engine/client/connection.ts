// What a client hears when its server does not answer at all.
import { failure, type StatusError } from '../apiserver/status.ts'

/** Where the API server of a cluster listens, as its kubeconfig says. */
export const serverAddress = '127.0.0.1:6443'

/** Why a line is dead: nobody listens at its other end, or nothing gets through. */
export type Break = 'stopped' | 'cut'

/** These reasons are no server's: they never cross a line. */
export const refusalOf = (why: Break): StatusError => why === 'stopped'
  ? failure(503, 'ConnectionRefused', `dial tcp ${serverAddress}: connect: connection refused`)
  : failure(504, 'ConnectionTimedOut', `dial tcp ${serverAddress}: i/o timeout`)
