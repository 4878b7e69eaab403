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
declare module 'podium:labs' {
  export const labs: readonly import('../tools/vite/authors.ts').ListedLab[]
}
declare module 'podium:demos' {
  export const demos: readonly { readonly title: string, readonly load: () => Promise<{ readonly default: import('vue').Component }> }[]
}
