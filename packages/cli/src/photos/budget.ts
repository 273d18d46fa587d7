// An amount that pieces of work share: each waits until there is room for it, in the order in which they came.

export interface Budget {
  /** Runs `work` once `amount`, at most the whole budget, is free, and gives it back when the work has ended. */
  whileTaken<T>(amount: number, work: () => Promise<T>): Promise<T>;
}

export function budget(total: number): Budget {
  let free = total;
  const waiting: { readonly amount: number; readonly begin: () => void }[] = [];
  function admit(): void {
    while (waiting.length > 0 && waiting[0]!.amount <= free) {
      const { amount, begin } = waiting.shift()!;
      free -= amount;
      begin();
    }
  }
  return {
    async whileTaken(amount, work) {
      const taken = Math.min(amount, total);
      await new Promise<void>((begin) => {
        waiting.push({ amount: taken, begin });
        admit();
      });
      try {
        return await work();
      } finally {
        free += taken;
        admit();
      }
    },
  };
}
