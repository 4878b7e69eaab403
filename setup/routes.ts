// Two pages more than Slidev has: the handout (`#/handout?print`), which tools/export.ts prints, and all labs and widgets for
// authors (`#/lab`).
import { defineRoutesSetup } from '@slidev/types'

export default defineRoutesSetup(routes => [
  { name: 'handout', path: '/handout', component: () => import('./handout/Handout.vue') },
  { name: 'lab', path: '/lab', component: () => import('./authors/Authors.vue') },
  ...routes, // after ours: Slidev's last route takes every path
])
