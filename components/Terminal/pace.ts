// A line that the lab types is typed at a human pace before one's eyes; what it answers comes at once.

const letterMs = 32
/** However long a line is, nobody waits longer. */
const longestMs = 1_600

/** The line at the beginning of new text that looks as if a hand had typed it, when it follows a prompt. */
export function typedLine(shown: string, added: string): string {
  if (!/(^|\n|\r|\x1B\[H|\x1B\[\?1049l)\$ $/.test(shown)) return ''
  const [line = ''] = /^[^\r\n\x1B]*/.exec(added) ?? []
  return line.length > 1 && added.length > line.length ? line : ''
}

/** How many letters of a line are there after a while. */
export function lettersAfter(line: string, passedMs: number): number {
  const letters = [...line]
  const each = Math.min(letterMs, longestMs / letters.length)
  return letters.slice(0, Math.max(1, Math.floor(passedMs / each))).join('').length
}

/** Shows text by and by. */
export class Pace {
  private readonly write: (text: string) => void
  private shown = ''
  private waiting = ''
  private line = ''
  private lineShown = 0
  private beganMs = 0
  private frame = 0

  constructor(write: (text: string) => void) { this.write = write }

  /** New text; `isSlow`: nobody has typed it here, so it may take its time. */
  add(text: string, isSlow: boolean): void {
    this.waiting += text
    if (this.line !== '') {
      if (!isSlow) this.finish()
      return
    }
    this.line = isSlow ? typedLine(this.shown, this.waiting) : ''
    if (this.line === '') return this.finish()
    this.lineShown = 0
    this.beganMs = performance.now()
    this.frame = requestAnimationFrame(now => this.tick(now))
  }

  /** All that waits, at once. */
  finish(): void {
    cancelAnimationFrame(this.frame)
    this.line = ''
    this.put(this.waiting)
  }

  /** Begins anew. */
  reset(): void {
    cancelAnimationFrame(this.frame)
    Object.assign(this, { shown: '', waiting: '', line: '', lineShown: 0 })
  }

  private tick(nowMs: number): void {
    const there = lettersAfter(this.line, nowMs - this.beganMs)
    this.put(this.waiting.slice(0, there - this.lineShown))
    this.lineShown = there
    if (there < this.line.length) this.frame = requestAnimationFrame(now => this.tick(now))
    else this.finish()
  }

  private put(text: string): void {
    if (text === '') return
    this.shown = (this.shown + text).slice(-20)
    this.waiting = this.waiting.slice(text.length)
    this.write(text)
  }
}
