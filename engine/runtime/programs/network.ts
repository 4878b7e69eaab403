// Images whose programs know the network of the cluster from inside.
import { delegate } from './busybox/network-tools.ts'
import { recipe, type Recipe } from './recipe.ts'
import { bare } from './toolsets.ts'

export const networkImages: readonly (readonly [string, Recipe])[] = [
  ['coredns/coredns', recipe({ versions: { numbers: { 1: 14 } }, tools: bare, programs: { '/coredns': delegate('coredns') }, entrypoint: ['/coredns'], sizeMB: 22.4 })],
]
