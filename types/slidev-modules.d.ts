// Modules that only exist while Slidev runs, and one of its insides that the handout is made of.
declare module 'server-reactive:*' {
  const state: object
  export default state
}

declare module '@slidev/client/internals/PrintSlide.vue' {
  const PrintSlide: import('vue').DefineComponent<{ route: import('@slidev/client').SlideRoute }>
  export default PrintSlide
}
