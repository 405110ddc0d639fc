// The lines as this window has them: what the server last said, and what was typed since.

const order = (one, other) => one.start - other.start || one.end - other.end || (one.id < other.id ? -1 : 1);

export class Lines {
  constructor() {
    this.rows = new Map(); // as the server has them
    this.source = new Map();
    this.typed = new Map(); // id: {start, end, text, seen}, not saved yet
    this.conflicts = new Map(); // id: {mine, theirs, by, time}
    this.stale = new Set();
    this.revision = -1;
    this.sourceRevision = -1;
    this.sourced = false;
  }

  /** Take what the server says; return the ids of lines that were typed here and changed there. */
  hear(news, { own = [] } = {}) {
    const met = [];
    if (news.whole) this.rows.clear();
    for (const row of news.rows) {
      const before = this.rows.get(row.id);
      const changed = !before || before.text !== row.text || before.start !== row.start || before.end !== row.end;
      if (!news.whole && changed && this.typed.has(row.id) && !own.includes(row.id)) met.push(row.id);
      this.rows.set(row.id, row);
    }
    for (const id of news.gone) {
      if (this.rows.delete(id) && this.typed.has(id) && !own.includes(id)) met.push(id);
    }
    if (news.source) {
      this.sourced = true;
      if (news.source.whole) this.source.clear();
      for (const row of news.source.rows) this.source.set(row.id, row);
      for (const id of news.source.gone) this.source.delete(id);
      this.sourceRevision = news.source.revision;
    }
    this.stale = new Set(news.stale);
    this.revision = news.revision;
    return met;
  }

  /** A line as it is shown: what was typed over what is saved. */
  line(id) {
    const saved = this.rows.get(id), typed = this.typed.get(id);
    return saved || typed ? { id, from: [], ...saved, ...typed } : null;
  }

  /** All lines in order, with the places of translations that are still to come. */
  all() {
    const ids = new Set([...this.rows.keys(), ...this.typed.keys()]);
    const found = [...ids].map((id) => this.line(id));
    const told = new Set(found.flatMap((row) => this.sourceIds(row)));
    for (const one of this.source.values()) {
      const id = `t${one.id}`.slice(0, 40);
      if (!told.has(one.id) && !ids.has(id)) found.push({ id, start: one.start, end: one.end, text: "", from: [one.print], empty: true });
    }
    return found.sort(order);
  }

  sourceIds(row) {
    return (row.from ?? []).concat(row.seen ?? []).map((mark) => mark.split(":")[0]);
  }

  sourcesOf(row) {
    return [...new Set(this.sourceIds(row))].map((id) => this.source.get(id)).filter(Boolean).sort(order);
  }

  /** Note what somebody typed; what is as it is saved is forgotten again. */
  type(row, change) {
    const now = { start: row.start, end: row.end, text: row.text, ...change };
    const saved = this.rows.get(row.id);
    const same = saved ? saved.text === now.text && saved.start === now.start && saved.end === now.end : !now.text.trim() && row.empty;
    if (same) this.typed.delete(row.id);
    else this.typed.set(row.id, { ...now, seen: this.sourcesOf(row).map((one) => one.print) });
  }

  /** What is to be saved: everything typed that nobody has to decide about first. */
  unsaved() {
    return [...this.typed].filter(([id]) => !this.conflicts.has(id));
  }
}
