import { priorities, type Priority } from '@mingda/contracts';
import type { EmbedTask, QueueEntry } from './embed-task.ts';

/** The texts that wait for one model, oldest first, in two lines. */
export class RequestQueue {
  readonly #lines: Record<Priority, QueueEntry[]> = { live: [], bulk: [] };

  depth(priority: Priority): number {
    return this.#lines[priority].length;
  }

  get empty(): boolean {
    return priorities.every((priority) => this.#lines[priority].length === 0);
  }

  /** When the oldest waiting text of the line came in; undefined when none waits. */
  oldest(priority: Priority): number | undefined {
    return this.#lines[priority][0]?.queuedAt;
  }

  waiting(priority: Priority): readonly QueueEntry[] {
    return this.#lines[priority];
  }

  append(entries: readonly QueueEntry[]): void {
    for (const entry of entries) this.#lines[entry.task.priority].push(entry);
  }

  /** Back to the head: these texts had their turn when a worker stopped. */
  restore(entries: readonly QueueEntry[]): void {
    for (const priority of priorities) {
      const returned = entries.filter((entry) => entry.task.priority === priority);
      if (returned.length > 0) this.#lines[priority] = [...returned, ...this.#lines[priority]];
    }
  }

  remove(priority: Priority, taken: ReadonlySet<QueueEntry>): void {
    this.#lines[priority] = this.#lines[priority].filter((entry) => !taken.has(entry));
  }

  /** Takes every waiting text of a request out; nothing of it is computed any more. */
  drop(task: EmbedTask): void {
    this.#lines[task.priority] = this.#lines[task.priority].filter((entry) => entry.task !== task);
  }

  tasks(): Set<EmbedTask> {
    return new Set(priorities.flatMap((priority) => this.#lines[priority].map((entry) => entry.task)));
  }
}
