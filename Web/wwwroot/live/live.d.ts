/**
 * Opens the caller's stream, with the cookie of the browser.
 * @param {string | URL} url of `GET /sse`, relative to the page
 * @param {LiveOptions} [options]
 */
export function connect(url?: string | URL, options?: LiveOptions): LiveConnection;
export class LiveConnection {
    /** @param {string} url @param {LiveOptions} options */
    constructor(url: string, { lastEventId, shared, silence }: LiveOptions);
    /** How the connection is now. */
    get state(): LiveState;
    /** Where this tab stands: the id of the last event it got. */
    get lastEventId(): string;
    /** Whether the connection is this tab's; false: another tab passes on what arrives. */
    get isHolder(): boolean;
    /**
     * Calls the handler with the data of every event of this type, `'*'`: of any type.
     * @template {keyof LiveEvents} T
     * @overload
     * @param {T} type
     * @param {(data: LiveEvents[T], event: LiveEvent<T>) => void} handler
     * @returns {() => void} takes the handler away again
     */
    on<T extends keyof LiveEvents>(type: T, handler: (data: LiveEvents[T], event: LiveEvent<T>) => void): () => void;
    /**
     * @overload
     * @param {'*'} type
     * @param {(data: unknown, event: LiveEvent) => void} handler
     * @returns {() => void}
     */
    on(type: "*", handler: (data: unknown, event: LiveEvent) => void): () => void;
    /**
     * Calls the handler with the state now, and whenever it changes.
     * @param {(state: LiveState) => void} handler
     * @returns {() => void} takes the handler away again
     */
    onState(handler: (state: LiveState) => void): () => void;
    /** Tries again now instead of at the time the state names. */
    reconnect(): void;
    /** Leaves; another tab takes over if this one held the connection. */
    close(): void;
    #private;
}
export type LiveEvents = import("./events.js").LiveEvents;
/**
 * An event as it arrived.
 */
export type LiveEvent<T extends keyof LiveEvents = keyof import("./events.js").LiveEvents> = {
    type: T;
    data: LiveEvents[T];
    /**
     * where the stream stands after it; opaque, and empty for what the server says to this stream alone
     */
    id: string;
};
/**
 * How the connection is.
 * `reconnecting`: it is gone, and tried again at `at` (milliseconds since 1970). What happens meanwhile arrives afterwards.
 * `signed_out`: the login session has ended, `reason` says why; sign in and call `connect` again.
 */
export type LiveState = {
    name: "connecting";
} | {
    name: "live";
} | {
    name: "reconnecting";
    at: number;
} | {
    name: "signed_out";
    reason: string;
} | {
    name: "closed";
};
export type LiveOptions = {
    /**
     * go on after this event instead of now; `lastEventId` of an earlier connection
     */
    lastEventId?: string | undefined;
    /**
     * false: a connection of this tab's own. Default: true
     */
    shared?: boolean | undefined;
    /**
     * after so many milliseconds without a sign of life (the server gives one every 15 s) a connection
     * counts as lost. Default: 45,000
     */
    silence?: number | undefined;
};
/**
 * What the tabs of a browser say to each other.
 */
export type TabMessage = {
    kind: "hello";
    from: string;
    lastEventId: string;
} | {
    kind: "welcome";
    to: string;
    state: LiveState;
    lastEventId: string;
    missed: LiveEvent[] | null;
} | {
    kind: "event";
    event: LiveEvent;
} | {
    kind: "state";
    state: LiveState;
    lastEventId: string;
} | {
    kind: "alive";
};
