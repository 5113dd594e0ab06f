import { join } from 'node:path';
import { run } from '../../setup/process.ts';
import { findPython } from '../python-environment.ts';
import type { PeerFigures } from './ingest-figures.ts';

const script = join(import.meta.dirname, 'peer.py');
const packages = [
  'langchain-community==0.4.2',
  'langchain-text-splitters',
  'langchain-postgres',
  'psycopg[binary]',
  'pypdf',
  'docx2txt',
  'beautifulsoup4',
  'lxml',
  'openpyxl',
  'python-pptx',
  'onnxruntime==1.30.0',
  'tokenizers==0.23.3',
  'numpy',
];

export interface PeerTask {
  /** Folder of the documents. */
  readonly files: string;
  /** Those of them that are imported. */
  readonly names: readonly string[];
  /** An empty database. */
  readonly database: string;
  /** Folder of the model files. */
  readonly models: string;
  /** A vector for each sentence too, as the product makes them. */
  readonly sentences: boolean;
  /** The batch and the number of threads that were fastest on a part of the texts. */
  readonly tuned: boolean;
}

type Printed = Omit<PeerFigures, 'documents' | 'sentences' | 'tuned'>;

/** What a Python program with LangChain does with the same files, models and server. */
export class Peer {
  readonly #python: string;

  private constructor(python: string) {
    this.#python = python;
  }

  /** Undefined, with the reason printed, where there is no Python or its packages cannot be had. */
  static async find(given: string | undefined): Promise<Peer | undefined> {
    const python = await findPython({ given, name: 'mingda-bench-peer', packages, purpose: 'the Python program' });
    return python === undefined ? undefined : new Peer(python);
  }

  async run(task: PeerTask): Promise<PeerFigures> {
    const { code, stdout, stderr } = await run(this.#python, [script, JSON.stringify(task)], { show: 'nothing' });
    if (code !== 0) throw new Error(`The Python program failed: ${stderr.slice(-2000)}`);
    const printed = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Printed;
    return { ...printed, documents: task.names.length, sentences: task.sentences, tuned: task.tuned };
  }
}
