import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { MingdaError } from '@mingda/platform';

interface OpenTransaction {
  open: boolean;
}

/**
 * The embedded database has one connection. A statement that is sent beside an open transaction, by the code inside
 * that transaction, would wait for itself for ever; here it fails at once instead, with the cure.
 */
export class TransactionGuard {
  readonly #context = new AsyncLocalStorage<OpenTransaction>();

  /** Makes every new connection request of the data source pass the guard. */
  protect(dataSource: DataSource): void {
    const create = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (mode): QueryRunner => {
      this.check();
      return create(mode);
    };
  }

  /** @throws MingdaError `INTERNAL` for a caller with an open transaction */
  check(): void {
    if (this.#context.getStore()?.open !== true) return;
    throw new MingdaError('INTERNAL', {
      detail: 'a statement was sent outside the transaction that its caller has open',
      fixes: ["hand the transaction's entity manager (tx) to the repository method or to the queue"],
    });
  }

  /** Runs the body of a transaction; what it starts and leaves running is free again once the transaction has ended. */
  async inside<T>(work: () => Promise<T>): Promise<T> {
    const transaction: OpenTransaction = { open: true };
    return this.#context.run(transaction, async () => {
      try {
        return await work();
      } finally {
        transaction.open = false;
      }
    });
  }

  /** Calls listeners out of the transaction they happen to be called from: they may ask the database themselves. */
  outside(work: () => void): void {
    this.#context.exit(work);
  }
}
