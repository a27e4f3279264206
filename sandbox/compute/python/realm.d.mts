/** JavaScript that sets up Pyodide's realm. The worker runs it there. */
export declare const realm: string;
