// After a pointer's click the keys belong to the deck again; who came by keyboard stays.

export function release(event: MouseEvent): void {
  if (event.detail > 0 && event.currentTarget instanceof HTMLElement) event.currentTarget.blur()
}
