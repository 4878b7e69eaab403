// A place in an object that is checked, and what is found wrong there: it is added to one list, in the order of the
// real server.
import { shownValue, type FieldError } from '../resource.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'

export class Path {
  private readonly errors: FieldError[]
  private readonly parent: Path | undefined
  private readonly step: string | number

  constructor(errors: FieldError[], parent?: Path, step: string | number = '') {
    this.errors = errors
    this.parent = parent
    this.step = step
  }

  /** `ports`, `[name]`, or the number of an element. */
  to(step: string | number): Path { return new Path(this.errors, this, step) }

  /** The same place, with a list of its own. */
  apart(): Path { return new Path([], this.parent, this.step) }

  /** Where faults are that name no field. */
  get nowhere(): Path { return new Path(this.errors, undefined, '<nil>') }

  /** `spec.containers[0].ports`; put together when something is wrong there, which is seldom. */
  get text(): string {
    const { step, parent } = this
    const before = parent?.text ?? ''
    return before + (typeof step === 'number' ? `[${step}]` : before === '' || step.startsWith('[') ? step : `.${step}`)
  }

  /** Puts what a check finds in the order of its texts, as the real server does where it comes out of maps. */
  sorted(check: () => void): void {
    const start = this.errors.length
    check()
    const text = ({ field, message }: FieldError): string => `${field}: ${message}`
    this.errors.push(...this.errors.splice(start).sort((a, b) => text(a) < text(b) ? -1 : 1))
  }

  /** How many faults there are so far, here and elsewhere. */
  get faults(): number { return this.errors.length }

  error(reason: string, message: string): void { this.errors.push({ reason: `FieldValue${reason}`, field: this.text, message }) }

  required(detail?: string): void { this.error('Required', detail ? `Required value: ${detail}` : 'Required value') }
  invalid(value: unknown, detail: string): void { this.invalidText(shownValue(value), detail) }
  /** For values that are shown otherwise than they came in. */
  invalidText(shown: string, detail: string): void { this.error('Invalid', `Invalid value: ${shown}${detail && `: ${detail}`}`) }
  forbidden(detail: string): void { this.error('Forbidden', `Forbidden: ${detail}`) }
  notSupported(value: unknown, supported: readonly string[]): void { this.notSupportedText(shownValue(value), supported) }
  notSupportedText(shown: string, supported: readonly string[]): void {
    this.error('NotSupported', `Unsupported value: ${shown}: supported values: ${supported.map(goQuote).join(', ')}`)
  }
  notFound(value: unknown): void { this.error('NotFound', `Not found: ${shownValue(value)}`) }
  duplicate(value: unknown): void { this.error('Duplicate', `Duplicate value: ${shownValue(value)}`) }
  tooLong(limitBytes: number): void { this.error('TooLong', `Too long: may not be more than ${limitBytes} bytes`) }
  tooMany(count: number, limit: number): void { this.error('TooMany', `Too many: ${count}: must have at most ${limit} items`) }
}

/** All that a check finds wrong with an object. */
export function faultsOf(check: (root: Path) => void): readonly FieldError[] {
  const errors: FieldError[] = []
  check(new Path(errors))
  return errors
}
