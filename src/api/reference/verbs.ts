/** Verbs of queries and of operations, by what they ask for. */
export const VERBS = {
  create: {
    /** Verbs of operations. People use most of them as well. */
    own: "create add make register new save upload import clone copy store publish submit log subscribe assign install schedule request put insert append tag block send",
    /** Verbs that the platform does not use, or not for this. */
    everyday:
      "onboard hire ship build define provision setup establish generate spawn introduce attach connect link mint issue write compose declare leave",
    /** The platform's verbs for the everyday ones. */
    canonical: "create",
  },
  remove: {
    own: "delete remove drop revoke uninstall trash unpublish destroy purge",
    everyday:
      "erase wipe scrap ditch discard eliminate clear bin throw fire offboard expel evict unregister deregister unassign detach unlink unshare unsubscribe expire retire withdraw forget destroy dismantle decommission dissolve",
    canonical: "delete",
  },
  change: {
    own: "update change edit patch modify rename set switch promote transfer transition rotate resize grant move pull repair rerun restore undelete undrop enable pin unpin give approve reject",
    everyday:
      "bump shrink enlarge grow scale upsize downsize expand reduce increase raise lower tweak adjust alter amend convert reassign hand replace swap toggle tune archive extend shorten upgrade downgrade hide correct restrict overwrite override reorder rewrite relabel protect unprotect accept refuse decline",
    canonical: "update edit patch",
  },
  start: {
    own: "start run trigger execute kick restart refresh sync deploy launch query ask validate",
    everyday:
      "wake boot spin begin activate invoke call score predict resume recompute reload kickoff rebuild reindex backfill simulate test try",
    canonical: "start run",
  },
  stop: {
    own: "stop cancel kill terminate pause shut disable",
    everyday: "halt abort interrupt end finish quit silence mute suspend hibernate freeze deactivate",
    canonical: "stop cancel",
  },
  read: {
    own: "list get show see describe find search what which who why where how export download output result status exist",
    everyday:
      "peek inspect explain display look check count preview fetch retrieve compare plot dump browse examine explore tell trace track audit identify determine detect discover locate verify review read lookup summarize visualize enumerate",
    canonical: "get list",
  },
} as const;

/** The kind of work that an operation does or a query asks for. */
export type Action = keyof typeof VERBS;

/** All verbs of an action. */
export const ACTION_WORDS: ReadonlyMap<Action, string> = new Map(
  (Object.keys(VERBS) as Action[]).map((action) => [action, `${VERBS[action].own} ${VERBS[action].everyday}`]),
);

/** Verbs that are often nouns in a query: `tag policies`, `query history`, `runs of a job`. */
export const NOUNS_TOO: ReadonlySet<string> = new Set(
  "tag tags log logs grant grants query queries schedule schedules store stores share shares request requests output result results status run runs refreshes block pull import export access".split(
    " ",
  ),
);
