// Modules that our Vite plugins make.
declare module 'virtual:podium-pages' {
  const pages: readonly { readonly address: string, readonly title: string, readonly text: string }[]
  export default pages
}
