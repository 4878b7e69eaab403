// What is wrong, and where.

export interface Finding {
  readonly file: string
  readonly line: number
  readonly text: string
}

export const findingLine = ({ file, line, text }: Finding): string => `${file}:${line}: ${text}`
