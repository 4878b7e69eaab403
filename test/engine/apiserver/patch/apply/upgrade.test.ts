import { expect, test } from 'vitest'
import type { JsonObject } from '../../../../../engine/apiserver/object.ts'
import { ownersOf, upgradeOwner } from '../../../../../engine/apiserver/patch/index.ts'

const entry = (manager: string, operation: string, fieldsV1: JsonObject, more: JsonObject = {}): JsonObject =>
  ({ manager, operation, apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': fieldsV1 }, ...more })

const clientSide = entry('kubectl-client-side-apply', 'Update', { 'f:replicas': {}, 'f:paused': {} }, { time: 't' })
const status = entry('kubectl-client-side-apply', 'Update', { 'f:x': {} }, { subresource: 'status' })

test('who owns these fields as an updater', () => {
  expect(ownersOf({ 'f:spec': { 'f:paused': {} } }, 'Update', [clientSide, status, entry('a', 'Apply', { 'f:paused': {} })])).toEqual(['kubectl-client-side-apply'])
})

test('the updater becomes the applier', () => {
  expect(upgradeOwner([clientSide, status], 'kubectl-client-side-apply', 'kubectl')).toEqual([{ ...clientSide, manager: 'kubectl', operation: 'Apply' }, status])
})

test('or gives its fields to the applier', () => {
  expect(upgradeOwner([entry('kubectl', 'Apply', { 'f:selector': {} }), clientSide], 'kubectl-client-side-apply', 'kubectl'))
    .toEqual([entry('kubectl', 'Apply', { 'f:selector': {}, 'f:replicas': {}, 'f:paused': {} })])
})

test('without either nothing happens', () => {
  const entries = [status]
  expect(upgradeOwner(entries, 'kubectl-client-side-apply', 'kubectl')).toBe(entries)
})
