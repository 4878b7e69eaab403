// Modules that only exist while Slidev runs.
declare module 'server-reactive:*' {
  const state: object
  export default state
}
