/** JavaScript that makes Pyodide's realm; the worker runs it there. */
export declare const realm: string;
