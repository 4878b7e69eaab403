import type { DefineComponent } from 'vue'

declare const NoteDisplay: DefineComponent<{ noteHtml: string }>
export default NoteDisplay
