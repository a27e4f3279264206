// Everyday words, kept by meaning rather than by query: what people say who have never read the API reference.

/** Verbs that no operation is named after, by what they ask for. */
export const EVERYDAY_VERBS = {
  create:
    "onboard hire ship build define provision setup establish generate spawn introduce attach connect link mint issue write compose declare",
  remove:
    "erase wipe scrap ditch discard eliminate clear bin throw fire offboard expel evict unregister deregister unassign detach unlink unshare unsubscribe expire retire withdraw",
  change:
    "shrink enlarge grow scale upsize downsize expand reduce increase raise lower tweak adjust alter amend convert reassign hand replace swap toggle tune archive extend shorten upgrade downgrade hide",
  start: "wake boot spin begin activate invoke call score predict resume recompute reload",
  stop: "halt abort interrupt end finish quit silence mute suspend hibernate freeze",
  read: "peek inspect explain display look check count preview fetch retrieve compare plot dump browse examine explore tell trace track audit identify determine detect discover locate verify review read lookup summarize",
} as const;

/** The platform's verbs for an action, for verbs that it does not use itself. */
export const CANONICAL_VERBS = {
  create: "create",
  remove: "delete",
  change: "update edit patch",
  start: "start run",
  stop: "stop cancel",
  read: "get list",
} as const;

/** Words that name neither an action nor an object: grammar, people, time, amount, manner and state. */
export const EVERYDAY_IGNORED = [
  "am was were has have had having got being been done just only also still already yet so because while although unless until",
  "he she they him her his them their us our ours we you your mine myself himself herself themselves themself",
  "anyone everyone anything everything nothing someone something else people person folks guys team",
  "today tomorrow monday tuesday wednesday thursday friday saturday sunday weekday weekend week month year hour minute daily weekly monthly hourly",
  "morning evening night nightly midnight noon pm recent recently past ago soon again ever never always sometimes often",
  "many much more most less least few lot several both enough too very quite rather really actually basically",
  "quickly slowly safely easily automatically manually properly correctly directly simply",
  "warm cold hot fresh another healthy asleep awake alive dead stuck broken hanging ready down up big large huge small tiny long short fast",
  "inside within across over under during before after without against instead like s t d ll re ve",
  "whole entire complete empty second third next previous earlier later same different single multiple various certain main real common simple easy hard important good bad best better worse worst wrong free unused spare",
  "early late ran came come comes left kept done made nice pretty little great ones way ways sort kinds kind away",
  "etl elt nightly training streaming batch production prod dev test demo personal wide",
  "overnight right another sooner faster instantly newly whom my gone",
  "own owned belong belonging happen happened happening went go goes going keep keeps kept mean means",
].join(" ");

/** Everyday nouns, by the platform's word for the same thing. */
export const EVERYDAY_NOUNS: Readonly<Record<string, string>> = {
  accuracy: "metric run",
  bucket: "external location",
  bug: "event",
  chart: "visualization dashboard",
  bill: "billable usage",
  colleague: "user",
  company: "recipient",
  crash: "event",
  csv: "file",
  customer: "recipient",
  dependency: "library",
  drift: "monitor",
  employee: "user",
  graph: "visualization dashboard",
  intern: "user",
  invoice: "billable usage",
  jar: "library",
  json: "file",
  machine: "node cluster",
  mail: "subscription schedule",
  module: "library",
  package: "library",
  parquet: "file",
  partner: "recipient",
  privacy: "policy",
  mirror: "synced table catalog",
  replica: "synced table catalog",
  report: "dashboard",
  s3: "external location",
  spending: "budget usage billable",
  teammate: "user",
  threshold: "alert",
  view: "table",
  wheel: "library",
};

/** Phrases whose words mean something else together. They apply before those of the vocabulary. */
export const EVERYDAY_PHRASES: readonly (readonly [phrase: RegExp, words: string])[] = [
  // Numbers and times of day say when, not what.
  [/\b\d+([.:]\d+)?\s*(am|pm|%|percent)?(?=\s|$)/g, " "],
  [/\bstack ?traces?\b/g, "logs"],
  [/\bget(?:ting)? rid of\b/g, "delete"],
  [/\b(?:no longer|do not|don t|stop) (?=get|receiv|see)\w+/g, "remove"],
  [/\bfree up\b|\bdone with\b/g, "release"],
  [/\bwrite down\b/g, "log"],
  [/^\s*(?:is|are) (?:the |my |our |an? )?(\w+) (?:on|off|up|running|alive)\s*$/g, "get $1 state"],
  // A state before a noun describes the object: `the terminated cluster`.
  [
    /\b(an?|the|my|our|all|every|some) (terminated|stopped|deleted|trashed|published|finished|crashed|existing) /g,
    "$1 ",
  ],
  [/\bwhy (did|does|has|was|is) (?:my|the|a|our) (cluster|pipeline)\b.*/g, "$2 events"],
  [
    /\b(?:get |be )?(?:notif(?:y|ied|ication)|ping(?:ed)?|warn(?:ed|ing)?|alert(?:ed)?|told) (?:me )?(?:when|if|once)\b.*/g,
    "create alert",
  ],
  [/\b(?:nearest|closest|similar)\b.*/g, "query vector index"],
  [/\bwho (?:wrote|owns?|made|created|built|authored)\b/g, "get"],
  [/\bhand\b(.*?)\bover\b/g, "update $1"],
  [/\btake\b(.*?)\b(?:offline|down)\b/g, "unpublish stop $1"],
  [/\b(?:put|throw|move)\b(.*?)\b(?:in|into|to) (?:the )?(?:bin|trash|garbage)\b|\bthrow away\b/g, "trash $1"],
  [/\bthumbs? (?:up|down)\b|^\s*(?:rate|like|dislike) (?=an? |the |this )/g, "send feedback "],
  [/\b(?:bring|get) back\b|\b(?:bring|get) (.*) back\b|\brecover\b/g, "restore $1"],
  [/\b(?:spin|boot|power|wake|fire) up\b|\bpower on\b/g, "start"],
  [/\bset up\b/g, "create"],
  [/\bturn\b(.*)\boff\b/g, "stop $1"],
  [/\bturn\b(.*)\bon\b/g, "start $1"],
  [/\btake\b(.*)\baway\b/g, "remove $1"],
  [/\bpick up\b|\bfind out\b/g, "get"],
  [/\bwhy (?:did |does |has )?(?:an? |the |my |this )?(?:job )?(run|task|job) \w+.*/g, "run output"],
  [/\b(?:schema|columns?) (?:of|in) (?:an? |the |my )?(table|view)s?\b|\b(?:what|which) columns\b.*/g, "get table "],
  [/\b(?:every(?:body|one)|all (?:people|members)) (?:in|of) (?:the |my |our )?workspace\b/g, "list users"],
  [/\b(?:forbid|prevent|ban|disallow)\b/g, "create policy"],
  [/\b(?:put|write|add|change|edit) (?:an? |the )?(?:description|comment) (?:on|to|of|for|at)\b/g, "update"],
  [/\bwhat (?:may|can)\b.*\b(?:do|see|access)\b (?:on|in|with)?/g, "get effective grants "],
  [/\b(?:limit|restrict|control)\b (?:what|which|how many|the kinds? of|who)\b/g, "create policy"],
  [/\b(?:block|allow|restrict|limit)\b.*\b(?:networks?|addresses|ips?|ip ranges?)\b/g, "create ip access list"],
  [/\b(?:api|access|secret) keys? (?=safe|secur|away|$)/g, "secret "],
  [
    /\b(?:robot|bot|machine|technical|service|automation) (?:identit(?:y|ies)|users?|accounts?)\b/g,
    "service principal",
  ],
  [/\bgive (?:an? |the |my |our )?(\w+) (?:more|less|fewer|extra)\b.*/g, "resize $1"],
  [
    /\bshare (?:an?|the|my|our|this) (notebook|dashboard|query|job|cluster|pipeline|experiment|folder|directory|app)\b.*/g,
    "update permissions $1",
  ],
  [
    /\b(?:call|score|invoke|predict)\b(?!.*\b(?:webhook|url)\b).*\b(?:model|endpoint)s?\b.*/g,
    "query a serving endpoint",
  ],
  [/\b(?:ship|serve|deploy) (?:an? |the |my )?model\b.*/g, "create serving endpoint"],
  [/\bgit folders?\b|\b(?:git|github|gitlab|bitbucket) repo(?:sitorie|sitory|)s?\b/g, "repo"],
  [
    /\bshare (?:an?|the|my|our|this|some) (?:\w+ )?(?:table|schema|view|volume|model|data\w*)s?\b.*/g,
    "update share objects",
  ],
  [
    /\b(?:revoke|remove|withdraw|take away)\b.*\b(?:access|privileges?|rights?|permissions?)\b.*\b(table|schema|catalog|volume|function)s?\b.*/g,
    "update grants",
  ],
  [/\bprivileges?\b(.*)\b(?:really|actually|effectively)\b/g, "effective grants $1"],
  [/\b(?:wheel|jar|egg|whl) files?\b/g, "library"],
  [/\b(?:hide|blur|anonymi[sz]e|redact)\b.*\bcolumns?\b.*/g, "create policy"],
  [/\bover time\b/g, "history"],
  [/\b(?:python|scala|r|sql|code) snippets?\b/g, "command"],
  [
    /\b(?:reports?|dashboards?|charts?) (?:by|via|per) e?mail\b|\bmail (an?|the|my) dashboard\b/g,
    "create dashboard schedule",
  ],
];
