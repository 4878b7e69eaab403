// The presenter's notes: every comment that is no directive. Slidev takes the last comment of a slide for its note.

export function noteLines(comments: readonly string[]): string[] {
  const notes = comments.map(comment => comment.trim()).filter(comment => comment !== '')
  if (notes.length === 0) return []
  return ['<!--', ...notes.join('\n\n').split('\n'), '-->']
}
