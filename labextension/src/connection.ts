/** One notebook's line to `jupyter_viscode` in its kernel: opened lazily, again after a restart or a change of kernel. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { JSONObject, JSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { type IGreeting, type Incoming, PROTOCOL, read, REGISTER, TARGET } from './protocol';

export type ConnectionState =
  | 'idle' // not asked to connect yet
  | 'no-kernel'
  | 'connecting'
  | 'restarting'
  | 'ready'
  | 'missing' // the package is not installed where the kernel runs
  | 'outdated' // its version and ours cannot talk
  | 'other-language'
  | 'failed';

/** Comms of newer JupyterLabs; older ones know no subshells. */
type SubshellComm = Kernel.IComm & { subshellStarted?: Promise<void> };
type SubshellKernel = Kernel.IKernelConnection & { supportsSubshells?: boolean };

export class KernelConnection implements IDisposable {
  constructor(private readonly _context: ISessionContext) {
    _context.kernelChanged.connect(this._onKernelChanged, this);
    _context.statusChanged.connect(this._onStatusChanged, this);
  }

  get state(): ConnectionState {
    return this._state;
  }

  /** What is to be said beside the state: the error, the kernel's language. */
  get detail(): string {
    return this._detail;
  }

  get greeting(): IGreeting | null {
    return this._greeting;
  }

  get kernelName(): string {
    return this._context.session?.kernel ? this._context.kernelDisplayName : '';
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get stateChanged(): ISignal<this, ConnectionState> {
    return this._stateChanged;
  }

  get received(): ISignal<this, Incoming> {
    return this._received;
  }

  /** Begin, or try again; harmless while it is connected. */
  connect(): void {
    this._wanted = true;
    if (this._state !== 'ready' && this._state !== 'connecting') {
      void this._connect();
    }
  }

  send(message: JSONObject, buffers: ArrayBuffer[] = []): boolean {
    if (this._state !== 'ready' || this._comm === null || this._comm.isDisposed) {
      return false;
    }
    void this._comm.send(message, undefined, buffers);
    return true;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._drop(true);
    Signal.clearData(this);
  }

  private async _connect(): Promise<void> {
    this._drop(false);
    const attempt = ++this._attempt;
    const kernel = this._context.session?.kernel;
    if (!kernel) {
      this._become('no-kernel');
      return;
    }
    this._become('connecting');
    try {
      const language = (await kernel.info).language_info.name;
      if (attempt !== this._attempt) {
        return;
      }
      if (language !== 'python') {
        this._become('other-language', language);
        return;
      }
      const refused = await this._register(kernel);
      if (attempt !== this._attempt) {
        return;
      }
      if (refused !== null) {
        this._become(refused.state, refused.detail);
        return;
      }
      await this._open(kernel, attempt);
    } catch (error) {
      if (attempt === this._attempt) {
        this._become('failed', error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** Ask the kernel to load the package; null when it has. Waits for a cell that is running. */
  private async _register(
    kernel: Kernel.IKernelConnection
  ): Promise<{ state: ConnectionState; detail: string } | null> {
    const future = kernel.requestExecute(
      {
        code: '',
        silent: true,
        store_history: false,
        user_expressions: { viscode: REGISTER },
        allow_stdin: false
      },
      true
    );
    const reply = (await future.done).content;
    const values = 'user_expressions' in reply ? reply.user_expressions : {};
    const value = values.viscode as JSONObject | undefined;
    if (value?.status === 'ok') {
      const number = Number((value.data as JSONObject)['text/plain']);
      return number === PROTOCOL ? null : { state: 'outdated', detail: String(number) };
    }
    const name = text(value?.ename);
    const said = text(value?.evalue);
    if (name === 'ModuleNotFoundError' && /No module named 'jupyter_viscode'/.test(said)) {
      return { state: 'missing', detail: '' };
    }
    if (name === 'ModuleNotFoundError' && said.includes('jupyter_viscode.panel')) {
      return { state: 'outdated', detail: '0' };
    }
    return { state: 'failed', detail: name ? `${name}: ${said}` : 'the kernel did not answer' };
  }

  private async _open(kernel: SubshellKernel, attempt: number): Promise<void> {
    const comm = kernel.createComm(TARGET) as SubshellComm;
    this._comm = comm;
    comm.onMsg = message => {
      if (attempt === this._attempt) {
        this._take(message.content.data);
      }
    };
    comm.onClose = () => {
      if (attempt === this._attempt) {
        this._become('failed', 'the kernel closed the connection');
      }
    };
    if (kernel.supportsSubshells) {
      // Never resolves where the kernel has none.
      await comm.subshellStarted;
    }
    if (attempt === this._attempt && !comm.isDisposed) {
      comm.open({ protocol: PROTOCOL });
    }
  }

  private _take(data: unknown): void {
    const message = read(data);
    if (message === null) {
      return;
    }
    if (message.type === 'ready') {
      this._greeting = message;
      this._become('ready');
    }
    this._received.emit(message);
  }

  private _drop(close: boolean): void {
    this._attempt += 1;
    const comm = this._comm;
    this._comm = null;
    this._greeting = null;
    if (comm !== null && !comm.isDisposed) {
      if (close) {
        comm.close();
      } else {
        comm.dispose();
      }
    }
  }

  private _become(state: ConnectionState, detail = ''): void {
    this._state = state;
    this._detail = detail;
    this._stateChanged.emit(state);
  }

  private _onKernelChanged(): void {
    this._drop(false);
    this._become(this._context.session?.kernel ? 'restarting' : 'no-kernel');
    this._again();
  }

  private _onStatusChanged(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      if (this._state !== 'restarting') {
        this._drop(false);
        this._become('restarting');
      }
    } else if (status === 'dead') {
      this._drop(false);
      this._become('no-kernel');
    } else if (this._state === 'restarting' && (status === 'idle' || status === 'busy')) {
      this._again();
    }
  }

  private _again(): void {
    if (this._wanted && this._context.session?.kernel) {
      void this._connect();
    }
  }

  private _state: ConnectionState = 'idle';
  private _detail = '';
  private _greeting: IGreeting | null = null;
  private _comm: SubshellComm | null = null;
  private _attempt = 0;
  private _wanted = false;
  private _isDisposed = false;
  private readonly _stateChanged = new Signal<this, ConnectionState>(this);
  private readonly _received = new Signal<this, Incoming>(this);
}

function text(value: JSONValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
