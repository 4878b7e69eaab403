// Clicks of a slide that is in no deck (node_modules/@slidev/client/composables/useClicks.ts).
import type { Ref } from 'vue'
import type { ClicksContext } from '@slidev/client'

export function createFixedClicks(route: undefined, current: Ref<number>): ClicksContext & { setup(): void }
