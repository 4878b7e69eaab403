// Amounts as Kubernetes writes them.
import { formatQuantity, parseQuantity, wholeValue } from '../apiserver/schema/quantity.ts'

/** 67108864 for 64Mi. */
export const bytesOf = (text: string): number => wholeValue(parseQuantity(text))

/** 64Mi, 8192000Ki, 1000. */
export const bytesText = (bytes: number): string => formatQuantity({ nanos: BigInt(Math.round(bytes)) * 1_000_000_000n, format: 'binary' })
