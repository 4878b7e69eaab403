// The databases.
import type { Recipe } from '../recipe.ts'

export const databases: readonly (readonly [string, Recipe])[] = []
