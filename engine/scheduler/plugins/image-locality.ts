// ImageLocality: a node that already has the pod's images saves the pull; the larger they are, the more.
import type { ClusterCache } from '../cache.ts'
import { maxScore, noScores, scoresOfAll, type Plugin } from '../framework.ts'

const mebibyte = 1024 * 1024
const smallestBytes = 23 * mebibyte
const largestBytesPerContainer = 1000 * mebibyte

export const imageLocality = (cache: ClusterCache): Plugin => ({
  name: 'ImageLocality',
  score: (_cycle, { pod }, nodes) => {
    const names = [...pod.spec.initContainers ?? [], ...pod.spec.containers].map(({ image = '' }) => fullName(image))
    const largest = largestBytesPerContainer * names.length
    if (names.every(name => cache.nodesWithImage(name) === 0)) return noScores(nodes.length)
    return scoresOfAll(nodes, ({ images }) => {
      if (images.size === 0) return 0
      const sum = names.reduce((bytes, name) => bytes + spreadBytes(cache, images, name), 0)
      return Math.floor(maxScore * (Math.min(Math.max(sum, smallestBytes), largest) - smallestBytes) / (largest - smallestBytes))
    })
  },
})

/** An image that is on few nodes counts for less, lest they all be crowded. */
function spreadBytes(cache: ClusterCache, images: ReadonlyMap<string, number>, name: string): number {
  const bytes = images.get(name)
  return bytes === undefined ? 0 : Math.floor(bytes * cache.nodesWithImage(name) / cache.nodes.size)
}

const fullName = (image: string): string => image.lastIndexOf(':') > image.lastIndexOf('/') ? image : `${image}:latest`
