// The applications of the lecture.
import { entrypointFor } from '../entrypoint.ts'
import { recipe, versionOf, type Recipe } from '../recipe.ts'
import { busybox, debianWithBuildTools } from '../toolsets.ts'
import { catalogDetail, catalogDetailFiles, node } from './catalog-detail.ts'
import { todo, todoFiles } from './todo.ts'

const nodeEntrypoint = { 'docker-entrypoint.sh': entrypointFor('node') }

const asTodo = { tools: busybox, programs: { ...nodeEntrypoint, node: todo }, entrypoint: ['docker-entrypoint.sh'], command: ['node', 'src/index.js'], workingDir: '/app', files: todoFiles, ports: [3000], sizeMB: 81 }

export const lectureApps: readonly (readonly [string, Recipe])[] = [
  ['u2g6w7p2/eks-workshop-demo/catalog_detail', recipe({
    versions: { numbers: { 1: 0, 2: 0 } },
    tools: debianWithBuildTools,
    programs: { ...nodeEntrypoint, node: catalogDetail },
    entrypoint: ['docker-entrypoint.sh'], command: ['node', 'app.js'], env: { NODE_VERSION: '14.21.3', YARN_VERSION: '1.22.19' },
    workingDir: '/usr/src/app', files: catalogDetailFiles, ports: [3000], sizeMB: 353,
  })],
  ['docker/getting-started', recipe(asTodo)],
  ['library/node', recipe({
    versions: { numbers: { 14: 21, 16: 20, 18: 20, 20: 20, 22: 22, 24: 12 }, words: ['lts', 'current', 'slim', 'alpine'] },
    tools: debianWithBuildTools,
    alpineTools: busybox,
    programs: tag => ({ ...nodeEntrypoint, node: node(`${versionOf(tag, '24')}.0.0`) }),
    entrypoint: ['docker-entrypoint.sh'], command: ['node'], sizeMB: 398,
  })],
]
