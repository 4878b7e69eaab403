// Modules that only exist while Slidev runs, and those of its insides that the handout is made of.
declare module 'server-reactive:*' {
  const state: object
  export default state
}

declare module '@slidev/client/internals/PrintSlide.vue' {
  const PrintSlide: import('vue').DefineComponent<{ route: import('@slidev/client').SlideRoute }>
  export default PrintSlide
}

declare module '@slidev/client/internals/NoteDisplay.vue' {
  const NoteDisplay: import('vue').DefineComponent<{ noteHtml: string }>
  export default NoteDisplay
}
