// Modules that only exist while Slidev runs.
declare module 'server-reactive:*' {
  const state: object
  export default state
}

// What tools/vite/ adds.
declare module 'podium:version' {
  /** The engine of this deck: its version and a digest of its sources. */
  export const engine: string
}
