// The tokens as the browser would see them in each house, and the arithmetic of contrast.
import { readFileSync } from 'node:fs'

export type Tokens = Readonly<Record<string, string>>
export type House = 'light' | 'dark' | 'paper'

const css = readFileSync('styles/tokens.css', 'utf8').replace(/\/\*[^]*?\*\//g, '')

function declared(selector: string): Tokens {
  const start = css.indexOf(selector)
  if (start < 0) throw new Error(`no block for ${selector}`)
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start))
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]))
}

const light = declared(':root')
export const houses: Readonly<Record<House, Tokens>> = {
  light,
  dark: { ...light, ...declared('html.dark') },
  paper: { ...light, ...declared('.print-slide-container') },
}

export type Rgb = readonly [number, number, number] // linear light, 0 to 1

export function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    if (Number.isNaN(value)) throw new Error(`not a colour: ${hex}`)
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

export function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([red, green, blue]: Rgb): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}
