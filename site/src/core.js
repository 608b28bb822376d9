// The page's handle of the core: asks the worker, ends it when it takes too long, and
// starts a new one. Must not know what is asked.

/** How long an answer may take, in milliseconds. */
export const LIMIT = 5000;

export class CoreError extends Error {}

export class Core {
  #worker = null;
  #pending = new Map();
  #next = 0;

  constructor() {
    this.#start();
  }

  /** The answer to a request: an object. Rejects with a CoreError in words. */
  ask(request) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, clock: null });
      this.#worker.postMessage({ id, request: JSON.stringify(request) });
    });
  }

  #start() {
    this.#worker = new Worker("worker.js");
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onerror = (event) => this.#restart(`the core could not be started: ${event.message ?? ""}`);
  }

  #heard({ id, begun, answer, failed, why }) {
    const one = this.#pending.get(id);
    if (!one) return;
    if (begun) {
      one.clock = setTimeout(
        () => this.#restart("the core took more than 5 seconds over these texts and was stopped; the texts are kept"),
        LIMIT,
      );
      return;
    }
    clearTimeout(one.clock);
    if (failed) {
      this.#restart(
        failed === "trap"
          ? `the core broke off over these texts (${why}) and was started anew; the texts are kept`
          : `the core could not be loaded: ${why}`,
      );
      return;
    }
    this.#pending.delete(id);
    const value = JSON.parse(answer);
    if (value.error) one.reject(new CoreError(value.error));
    else one.resolve(value);
  }

  #restart(why) {
    this.#worker.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#start();
    for (const one of pending) {
      clearTimeout(one.clock);
      one.reject(new CoreError(why));
    }
  }
}
