// Words of a line and what was recognised: which is spoken when, and how sure the machine was of it.

const bare = (word) => word.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Below these mean probabilities a word is shown as unsure, as doubtful. */
export const UNSURE = 0.8, DOUBTFUL = 0.5;

/** The words ([start, end, text, probability]) whose middle lies within the row; `words` is in order of time. */
export function within(row, words) {
  return words.filter(([start, end]) => start + end >= 2 * row.start && start + end < 2 * row.end);
}

/** Cut the text of a row into words and what stands between them: [{text, start?, end?, sure?}].
 *
 * A word that stands in the text as it was recognised has its times and its probability; one that
 * a person wrote has neither. The longest common run of both is taken, so an added word shifts nothing. */
export function timed(row, words) {
  const parts = row.text.split(/(\s+)/).filter(Boolean).map((text) => ({ text }));
  const tokens = parts.filter((part) => part.text.trim());
  const heard = within(row, words);
  for (const [at, there] of pairs(tokens.map((one) => bare(one.text)), heard.map((one) => bare(one[2])))) {
    const [start, end, , sure] = heard[there];
    Object.assign(tokens[at], { start, end, sure });
  }
  return parts;
}

/** The places of a longest common subsequence of two lists. */
function pairs(here, there) {
  const best = Array.from({ length: here.length + 1 }, () => new Array(there.length + 1).fill(0));
  for (let a = here.length - 1; a >= 0; a -= 1) {
    for (let b = there.length - 1; b >= 0; b -= 1) {
      const same = here[a] && here[a] === there[b];
      best[a][b] = same ? best[a + 1][b + 1] + 1 : Math.max(best[a + 1][b], best[a][b + 1]);
    }
  }
  const found = [];
  for (let a = 0, b = 0; a < here.length && b < there.length; ) {
    if (here[a] && here[a] === there[b]) found.push([a++, b++]);
    else if (best[a + 1][b] >= best[a][b + 1]) a += 1;
    else b += 1;
  }
  return found;
}
