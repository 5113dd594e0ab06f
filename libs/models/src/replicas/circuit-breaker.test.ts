import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';
import { RetryBudget } from './retry-budget.ts';

function breaker() {
  const clock = { now: 0 };
  const circuit = new CircuitBreaker({
    window: 10,
    minCalls: 4,
    openMs: 1000,
    maxOpenMs: 3000,
    now: () => clock.now,
    random: () => 0.5,
  });
  const record = (...outcomes: Parameters<typeof circuit.record>[0][]): void => {
    for (const outcome of outcomes) circuit.record(outcome);
  };
  return { circuit, clock, record };
}

describe('circuit of a replica', () => {
  it('opens at half of the calls failing, and not before there are enough', () => {
    const { circuit, record } = breaker();
    record('failure', 'failure', 'failure');
    expect(circuit.passable).toBe(true);
    record('success');
    expect([circuit.state, circuit.cause, circuit.passable]).toEqual(['open', 'failure', false]);
  });

  it('stays closed when fewer fail', () => {
    const { circuit, record } = breaker();
    record('success', 'success', 'success', 'failure', 'success', 'failure', 'failure');
    expect(circuit.state).toBe('closed');
  });

  it('forgets what lies before the window', () => {
    const { circuit, record } = breaker();
    record('success', 'success', 'success', 'failure', 'failure');
    record(...Array.from({ length: 10 }, () => 'success' as const));
    record('failure', 'failure', 'success', 'failure', 'failure');
    expect(circuit.state).toBe('closed');
    record('failure');
    expect(circuit.state).toBe('open');
  });

  it('opens after a few in a row without a success, whatever the window still holds', () => {
    const { circuit, record } = breaker();
    record(...Array.from({ length: 10 }, () => 'success' as const));
    record('slow', 'slow', 'slow');
    expect(circuit.state).toBe('closed');
    record('slow');
    expect([circuit.state, circuit.cause]).toEqual(['open', 'slow']);
  });

  it('opens for slowness as well, and says so', () => {
    const { circuit, record } = breaker();
    record('success', 'slow', 'success', 'slow');
    expect([circuit.state, circuit.cause]).toEqual(['open', 'slow']);
  });

  it('lets one probe through after a while, whose success closes it', () => {
    const { circuit, clock, record } = breaker();
    record('failure', 'failure', 'failure', 'failure');
    clock.now = 999;
    expect(circuit.passable).toBe(false);
    clock.now = 1000;
    expect(circuit.passable).toBe(true);
    circuit.enter();
    expect([circuit.state, circuit.passable]).toEqual(['half-open', false]);
    circuit.record('success');
    expect([circuit.state, circuit.passable, circuit.cause]).toEqual(['closed', true, undefined]);
  });

  it('stays open longer after each failed probe, up to a limit', () => {
    const { circuit, clock, record } = breaker();
    record('failure', 'failure', 'failure', 'failure');
    for (const wait of [1000, 2000, 3000, 3000]) {
      clock.now += wait - 1;
      expect(circuit.passable).toBe(false);
      clock.now += 1;
      expect(circuit.passable).toBe(true);
      circuit.enter();
      circuit.record('failure');
    }
  });

  it('lets a call probe at once when the replica says that it is well, unless it was slow', () => {
    const failed = breaker();
    failed.record('failure', 'failure', 'failure', 'failure');
    failed.circuit.probeNow();
    expect(failed.circuit.passable).toBe(true);
    const slow = breaker();
    slow.record('slow', 'slow', 'slow', 'slow');
    slow.circuit.probeNow();
    expect(slow.circuit.passable).toBe(false);
  });

  it('gives the place of a probe that says nothing to the next call', () => {
    const { circuit, clock, record } = breaker();
    record('failure', 'failure', 'failure', 'failure');
    clock.now = 1000;
    expect(circuit.passable).toBe(true);
    circuit.enter();
    circuit.release();
    expect(circuit.passable).toBe(true);
  });

  it('takes no notice of late answers while it is open', () => {
    const { circuit, record } = breaker();
    record('failure', 'failure', 'failure', 'failure', 'success', 'success', 'success', 'success');
    expect(circuit.state).toBe('open');
  });
});

it('retries stay below a fifth of the calls once the reserve is spent', () => {
  const budget = new RetryBudget(3);
  expect([1, 2, 3, 4].map(() => budget.withdraw())).toEqual([true, true, true, false]);
  let retries = 0;
  for (let call = 0; call < 100; call += 1) {
    budget.deposit();
    if (budget.withdraw()) retries += 1;
  }
  expect(retries).toBeGreaterThan(15);
  expect(retries).toBeLessThanOrEqual(20);
});
