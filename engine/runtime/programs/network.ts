// Images whose programs know the network of the cluster from inside.
import type { Program } from '../process.ts'
import { delegate } from './busybox/network-tools.ts'
import { giveWay } from './entrypoint.ts'
import { recipe, type Recipe } from './recipe.ts'
import { waitShutdown } from './ingress-nginx/index.ts'
import { bare, busyboxWithCurl } from './toolsets.ts'

/** It gives way to what comes after `--`. */
const dumbInit: Program = process => giveWay(process, process.args.slice(1).filter(word => word !== '--'))

export const networkImages: readonly (readonly [string, Recipe])[] = [
  ['coredns/coredns', recipe({ versions: { numbers: { 1: 14 } }, tools: bare, programs: { '/coredns': delegate('coredns') }, entrypoint: ['/coredns'], sizeMB: 22.4 })],
  ['ingress-nginx/controller', recipe({
    versions: { numbers: { 0: 51, 1: 14 } }, tools: busyboxWithCurl, entrypoint: ['/usr/bin/dumb-init', '--'], command: ['/nginx-ingress-controller'],
    programs: { '/usr/bin/dumb-init': dumbInit, '/nginx-ingress-controller': delegate('nginx-ingress-controller'), '/wait-shutdown': waitShutdown }, sizeMB: 119,
  })],
]
