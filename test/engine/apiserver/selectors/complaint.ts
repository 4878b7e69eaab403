/** What is thrown, in words. */
export function complaint(work: () => unknown): string {
  try {
    work()
  }
  catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'no complaint'
}
