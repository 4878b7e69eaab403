// How wide words are in the size of code, without asking a browser: never less than they turn out to be.

const sizePx = 21
const unitsPerEm = 2048
/** The widest letter of each group, in units of Pretendard; digits are tabular. */
const advances: readonly (readonly [RegExp, number])[] = [
  [/[ .,:;!'ijlI]/, 530],
  [/[frt()[\]{}/\\|]/, 716],
  [/[acehknosuvxyzFJL_"?*-]/, 1162],
  [/[bdgpqBEKPRSTXZ0-9$#&+=<>]/, 1300],
  [/[AVYCDGHNOQUw]/, 1592],
  [/[\u1100-\uFFFF]/, 1770],
]
const widest = 1874

export const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (advances.find(([group]) => group.test(letter))?.[1] ?? widest), 0) * sizePx / unitsPerEm
