// What a window tells the others, and heeds of them (node_modules/@slidev/client/state/storage.ts).
import type { Ref } from 'vue'

export const syncDirections: Ref<{ viewerSend: boolean, viewerReceive: boolean, presenterSend: boolean, presenterReceive: boolean }>
