// What is worth saying of a line while it is typed: pvstudio/subtitles/remarks.py in JavaScript. A test gives
// both the same rows. Whole numbers only, so that both come to the same.

/** How many letters of a line take room: marks over letters and unseen marks take none. */
export function letters(line) {
  let count = 0;
  for (const letter of line) if (!/[\p{Mn}\p{Me}\p{Cf}]/u.test(letter)) count += 1;
  return count;
}

/** What is wrong with a row ({start, end, text}); `following` is when the next one begins, null for the last. */
export function remarks(row, following, limits) {
  const lengths = row.text.split("\n").map(letters);
  const duration = row.end - row.start;
  const found = [];
  if (Math.max(...lengths) > limits.line_length) found.push("line-long");
  if (lengths.length > limits.lines) found.push("lines-many");
  if (total(lengths) * 1000 > limits.speed * duration) found.push("fast");
  if (duration < limits.shortest_ms) found.push("short");
  if (duration > limits.longest_ms) found.push("long");
  if (following !== null && following < row.end) found.push("overlap");
  else if (following !== null && following - row.end < limits.gap_ms) found.push("near");
  return found;
}

/** Letters a second, for people to read. */
export function speed(row) {
  return Math.round((total(row.text.split("\n").map(letters)) * 1000) / Math.max(1, row.end - row.start));
}

const total = (lengths) => lengths.reduce((sum, one) => sum + one, 0);
