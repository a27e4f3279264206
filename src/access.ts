/** Access levels of a call, from harmless to irreversible. Each includes the ones before it. The only safety word. */
export const ACCESS = ["read", "write", "destructive"] as const;
export type Access = (typeof ACCESS)[number];

/** Whether a call that does `access` is allowed where `ceiling` is the most that is served. */
export const allows = (ceiling: Access, access: Access): boolean => ACCESS.indexOf(access) <= ACCESS.indexOf(ceiling);
