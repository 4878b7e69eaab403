// One page more than Slidev has: the handout (`#/handout?print`), which tools/export.ts prints.
import { defineRoutesSetup } from '@slidev/types'

export default defineRoutesSetup(routes => [
  { name: 'handout', path: '/handout', component: () => import('./handout/Handout.vue') },
  ...routes, // after ours: Slidev's last route takes every path
])
