import type { Transcript } from '../../tools/conformance/transcript.ts'

export interface Result { readonly name: string, readonly pass?: boolean, readonly skipped?: boolean, readonly diff?: string }
export function compareTranscripts(golden: Transcript, actual: Transcript, options?: { readonly strict?: boolean }): readonly Result[]
